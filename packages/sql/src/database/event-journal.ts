import { BackgroundConnection, literal } from './background-connection.js';
import { WriteTurns } from './write-turns.js';

/** Where an embedded database at `path` keeps events that are not in its tables yet. */
export function eventJournalPath(path: string): string {
  return `${path}-events`;
}

/** Makes the journal's one table. Ordinals are never given again: what is moved and what is deleted is told by them. */
export const CREATE_JOURNAL: string = `create table if not exists event_journal (
  ordinal integer primary key autoincrement, event_count integer not null, events text not null)`;

/** What one commit moves is about this many events: other writers of the database wait for some tens of milliseconds, no more. */
const SLICE_EVENTS = 512;
const END_OF_SLICE = `select max(ordinal) from (
  select ordinal, sum(event_count) over (order by ordinal) - event_count as before from (
    select ordinal, event_count from journal.event_journal where ordinal > ? order by ordinal limit ${SLICE_EVENTS})
) where before < ${SLICE_EVENTS}`;
const LAST = 'select max(ordinal) from journal.event_journal';
const DELETE_MOVED = 'delete from journal.event_journal where ordinal <= ?';

/** The indexes of a large table of events touch many pages: with little room, pages are written and read again within one commit. */
const MOVER_CACHE_KIBIBYTES = 16_384;
/** Some 20 MiB of write-ahead log; a page that changes again before it is copied back is copied once. */
const SLICES_PER_CHECKPOINT = 4;
/** Copies the logs of both files back into them; nobody waits for it. */
const CHECKPOINT = 'pragma wal_checkpoint(passive)';

/** How long events may wait for company; whoever searches has them moved at once. */
const PAUSE_MILLISECONDS = 250;

export interface EventJournalOptions {
  /** Of the database. */
  readonly path: string;
  readonly pragmas: readonly string[];
  /** Of who writes to the database in this process. */
  readonly turns: WriteTurns;
  /** Inserts the events of the rows of `journal.event_journal` after the first `?` and up to the second; what is there already stays. */
  readonly insertJournaled: string;
  readonly onStatement?: ((text: string) => void) | undefined;
}

/**
 * Security events on their way into an embedded database. The table of events has indexes for those who search it, and each event changes a
 * page of every one of them: within the commit that a login waits for, that would cost ten times what the event itself does. So events are
 * first appended to a file of their own, durably, and moved into the table soon after, many at a time. A process that dies leaves them in the
 * journal; the next one moves them. An event that was moved twice is stored once (ADR 0008).
 */
export class EventJournal {
  readonly #options: EventJournalOptions;
  readonly #appender: BackgroundConnection;
  readonly #mover: BackgroundConnection;
  readonly #journalTurns = new WriteTurns();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #slicesSinceCheckpoint = 0;
  /** The last move that has begun or waits; never rejects. */
  #moves: Promise<unknown> = Promise.resolve();
  /** A move that has not begun: it will see all that is appended until then. */
  #nextMove: Promise<void> | undefined;

  constructor(options: EventJournalOptions) {
    const { path, pragmas, onStatement } = options;
    const setUp = pragmas.map((pragma) => `pragma ${pragma}`);
    this.#options = options;
    this.#appender = new BackgroundConnection({ path: eventJournalPath(path), setUp, onStatement });
    this.#mover = new BackgroundConnection({
      path,
      setUp: [
        // First the time-out: a file that another connection is just closing is locked for a moment.
        ...setUp,
        `attach ${literal(eventJournalPath(path))} as journal`,
        `pragma main.cache_size = -${MOVER_CACHE_KIBIBYTES}`,
        // It makes most of the log, and copies it back when it is nobody's turn.
        'pragma wal_autocheckpoint = 0',
      ],
      onStatement,
    });
  }

  /** Appends events as JSON. Durable when it resolves; rejects with the driver's error. */
  async append(events: readonly object[]): Promise<void> {
    const rows: (number | string)[][] = [];
    for (let start = 0; start < events.length; start += SLICE_EVENTS) {
      const row = events.slice(start, start + SLICE_EVENTS);
      rows.push([row.length, JSON.stringify(row)]);
    }
    const text = `insert into event_journal (event_count, events) values ${rows.map(() => '(?, ?)').join(', ')}`;
    await this.#journalTurns.during(() => this.#appender.run(text, rows.flat()));
    this.#moveSoon();
  }

  /** Resolves when all that was appended before is in the table, by whichever process; rejects with the driver's error. */
  settle(): Promise<void> {
    if (!this.#nextMove) {
      const move = this.#moves.then(() => {
        this.#nextMove = undefined;
        return this.#moveAll();
      });
      this.#nextMove = move;
      this.#moves = move.catch(() => undefined);
    }
    return this.#nextMove;
  }

  /** Moves what is left, unless that fails: then the next process does. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.settle().catch(() => undefined);
    await this.#appender.close();
    await this.#mover.close();
  }

  #moveSoon(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What could not be moved stays where it is; whoever searches is told.
      this.settle().catch(() => this.#moveSoon());
    }, PAUSE_MILLISECONDS).unref();
  }

  /** Moves what is there now. What comes meanwhile has company only later: moved at once, a few events would cost as much as many. */
  async #moveAll(): Promise<void> {
    const { turns, insertJournaled } = this.#options;
    const last = (await this.#mover.number(LAST)) ?? 0;
    let deleted = 0;
    let moved = 0;
    while (moved < last) {
      const end = (await this.#mover.number(END_OF_SLICE, [moved])) ?? last;
      await turns.during(() => this.#mover.run(insertJournaled, [moved, end]));
      moved = end;
      this.#slicesSinceCheckpoint += 1;
      if (this.#slicesSinceCheckpoint < SLICES_PER_CHECKPOINT) continue;
      await this.#deleteMoved(moved);
      deleted = moved;
      this.#slicesSinceCheckpoint = 0;
      await this.#mover.run(CHECKPOINT);
    }
    if (moved > deleted) await this.#deleteMoved(moved);
  }

  async #deleteMoved(moved: number): Promise<void> {
    await this.#journalTurns.during(() => this.#mover.run(DELETE_MOVED, [moved]));
  }
}
