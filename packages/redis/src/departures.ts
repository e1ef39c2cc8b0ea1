import type { Socket } from 'node:net';
import type { Cluster, Redis } from 'ioredis';

/** How long a connection on which a command waits may be silent, at least. */
const SILENCE_MILLISECONDS = 900;

/**
 * Lets the commands of one turn of the event loop leave together: a write to a socket costs as much as all else that the client does for a
 * command, and Redis reads what came together at once. A command waits for those that are being handled beside it, and for no timer.
 *
 * Their common time limit begins when they leave. A process that was busy, or that stood still, beyond the limit finds its answers only
 * after its timers: they count, so each verdict waits until what has arrived has been read.
 */
export class Departures {
  private readonly client: Redis | Cluster;
  private readonly deadlineMilliseconds: number;
  private next: Departure | undefined;

  /** @param deadlineMilliseconds after how long without an answer a command is given up */
  constructor(client: Redis | Cluster, deadlineMilliseconds: number) {
    this.client = client;
    this.deadlineMilliseconds = deadlineMilliseconds;
  }

  /**
   * Has the commands that `send` sends leave with the others of this turn.
   * @throws Error when there is no answer in time; what `send` throws
   */
  async answerTo<T>(send: () => Promise<T>): Promise<T> {
    this.next ??= this.open();
    return this.next.answerTo(send);
  }

  private open(): Departure {
    const departure = new Departure(socketsOf(this.client), this.deadlineMilliseconds);
    setImmediate(() => {
      this.next = undefined;
      departure.leave();
    });
    return departure;
  }
}

class Departure {
  private sockets: readonly Socket[];
  private readonly deadlineMilliseconds: number;
  /** How those that wait for an answer are given up. */
  private readonly waiting = new Set<(error: Error) => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(sockets: readonly Socket[], deadlineMilliseconds: number) {
    this.sockets = sockets;
    this.deadlineMilliseconds = deadlineMilliseconds;
    for (const socket of sockets) socket.cork();
  }

  async answerTo<T>(send: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.add(reject);
      send().then(
        (answer) => {
          this.arrived(reject);
          resolve(answer);
        },
        (error: Error) => {
          this.arrived(reject);
          reject(error);
        },
      );
    });
  }

  leave(): void {
    const used = this.sockets.filter(({ writableLength }) => writableLength > 0);
    for (const socket of this.sockets) socket.uncork();
    this.sockets = used;
    if (this.waiting.size === 0) return;
    const heard = used.map(({ bytesRead }) => bytesRead);
    this.timer = afterReading(this.deadlineMilliseconds, () => this.giveUp(heard));
  }

  private arrived(waiting: (error: Error) => void): void {
    this.waiting.delete(waiting);
    if (this.waiting.size === 0) clearTimeout(this.timer);
  }

  private giveUp(heard: readonly number[]): void {
    if (this.waiting.size === 0) return;
    const error = new Error(`no answer within ${String(this.deadlineMilliseconds)} ms`);
    for (const reject of this.waiting) reject(error);
    afterReading(Math.max(0, SILENCE_MILLISECONDS - this.deadlineMilliseconds), () => this.closeSilent(heard)).unref();
  }

  /** A connection on which nothing comes back is dead, even if nobody said so; the client makes a new one. */
  private closeSilent(heard: readonly number[]): void {
    this.sockets
      .filter(({ bytesRead }, index) => bytesRead === heard[index])
      .forEach((socket) => socket.destroy(new Error('nothing was heard on this connection')));
  }
}

/** When the time is over and what has arrived until then has been read. */
function afterReading(milliseconds: number, then: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(then), milliseconds);
}

/** The sockets that there are now; one that is opened meanwhile writes at once. */
function socketsOf(client: Redis | Cluster): readonly Socket[] {
  const nodes = 'nodes' in client ? client.nodes() : [client];
  // The client says that there always is one; before the first connection there is none.
  return nodes.flatMap(({ stream }: { readonly stream?: unknown }) => (stream as Socket | undefined) ?? []);
}
