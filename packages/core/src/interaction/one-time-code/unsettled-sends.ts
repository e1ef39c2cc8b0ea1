import { REFUSALS } from '../../errors/refusals.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { ChallengePlan } from './challenge-plan.js';
import { RUNNING_MILLISECONDS, takesOf } from './reserve-challenge.js';
import { settleIfOpen } from './settle-challenge.js';
import type { SendOutcome } from './send-outcome.js';
import type { EndedSend } from './settle-challenge.js';

const PAUSE_MILLISECONDS = 250;
/** Beyond that many marks run out by themselves: an outage must not fill the memory. */
const MOST_WAITING = 1000;

/**
 * Sends whose commit the store did not answer. It may have been carried out all the same, and then the transaction says that a message is under
 * way: the next request would wait for it in vain. They are settled as soon as the store is back, so that the user can ask again.
 */
export class UnsettledSends {
  private readonly waiting: { readonly send: EndedSend; readonly until: number }[] = [];
  private isBusy = false;

  /** A reservation without an answer: nothing was sent. */
  addUnsent(plan: ChallengePlan): void {
    // When the message before was sent is not known here; a cooldown that is not kept once is the lesser evil.
    const reservation = { kind: 'reserved', takes: takesOf(plan), previous: { count: 0 } } as const;
    this.add({ plan, reservation, outcome: { ...UNRECORDED, reachedProvider: false } });
  }

  /** A message that may be out, and whose code nobody can use. */
  addUnrecorded({ plan, reservation }: Omit<EndedSend, 'outcome'>): void {
    this.add({ plan, reservation, outcome: UNRECORDED });
  }

  private add(send: EndedSend): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push({ send, until: send.plan.step.dependencies.clock.now() + RUNNING_MILLISECONDS });
    if (!this.isBusy) void this.settleAll();
  }

  /** One after the other: while the store is away it is asked for one of them only. */
  private async settleAll(): Promise<void> {
    this.isBusy = true;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const { clock, timer } = next.send.plan.step.dependencies;
      if (clock.now() >= next.until || (await isSettled(next.send))) this.waiting.shift();
      else await timer.sleep(PAUSE_MILLISECONDS);
    }
    this.isBusy = false;
  }
}

/** Counted and recorded, if at all, where the error was answered. */
const UNRECORDED: SendOutcome = {
  answer: REFUSALS.unavailable,
  counts: undefined,
  sent: false,
  reachedProvider: true,
  detail: {},
};

/** Whether the store did not answer a commit. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof TesseraError && error.code === 'ERR_STORE_UNAVAILABLE';
}

async function isSettled(send: EndedSend): Promise<boolean> {
  return settleIfOpen(send).then(
    () => true,
    (error: unknown) => !isUnavailable(error),
  );
}
