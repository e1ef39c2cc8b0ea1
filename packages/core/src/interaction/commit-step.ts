import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { EventDraft } from '../event/event-factory.js';
import type { SecurityEvent } from '../event/security-event.js';
import { stateAfter } from '../policy/evaluate.js';
import type { BudgetOperations, BudgetRefusal, BudgetWatch } from '../ports/budgets.js';
import type { Transition } from '../ports/transaction-store.js';
import { changed } from '../transaction/changed.js';
import { withCallCounted } from '../transaction/results.js';
import type { CallOutcome } from '../transaction/results.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { withoutCarriedFactors } from '../transaction/user-binding.js';
import type { User } from '../user/user.js';
import { lockOf, lockUser } from './lock-user.js';
import type { Step } from './step.js';
import { wantsEvents } from '../event/event-delivery.js';

/** What a handler decides over the current state. */
export interface Decision<R = Answer> {
  /** The new state, without the counting. */
  readonly next: TransactionSnapshot;
  /** How the call counts; undefined for the first half of a step whose second half counts. */
  readonly outcome: CallOutcome | undefined;
  readonly result: R;
  readonly events?: readonly EventDraft[];
  readonly budgets?: BudgetOperations;
  readonly watch?: BudgetWatch;
  /** The bound user after this decision, when it differs from the step's. */
  readonly user?: User | undefined;
}

export interface Committed<R> {
  /** Set when the transaction no longer takes calls; nothing was decided then. */
  readonly refused?: Answer;
  readonly result?: R;
}

/** Another call bound another user while this one was prepared; the step must be begun again. */
export class StaleStepError extends Error {
  override readonly name: string = 'StaleStepError';
}

/**
 * Puts a decision, its counting, the derived state, budgets and events into one commit. The decision may be asked again after a lost race.
 * @throws StaleStepError unless `keepsUser` is false (the second half of a step that cannot be repeated)
 */
export async function commitStep<R>(
  step: Step,
  decide: (current: TransactionSnapshot, refusal: BudgetRefusal | undefined) => Decision<R>,
  options: { readonly keepsUser: boolean } = { keepsUser: true },
): Promise<Committed<R>> {
  const { dependencies, snapshot } = step;
  const now = dependencies.clock.now();
  const committed = await dependencies.transactions.update(
    { tenantId: snapshot.tenantId, id: snapshot.id },
    now,
    (stored, refusal): Transition<Committed<R> & Commit> => {
      if (options.keepsUser && step.isPeeked && stored?.revision !== snapshot.revision)
        throw new StaleStepError('the state was out of date');
      const current = stored && step.sessionEnded ? withoutCarriedFactors(stored) : stored;
      if (!current || current.takenBy !== undefined)
        return { next: stored, result: { refused: REFUSALS.transactionNotFound } };
      if (current.state === 'failure') return { next: stored, result: { refused: REFUSALS.failed } };
      if (current.state === 'locked') return { next: stored, result: { refused: REFUSALS.locked } };
      if (options.keepsUser && !isBoundAlike(current, snapshot)) throw new StaleStepError('the bound user changed');
      return transitionOf(step, decide(current, refusal), now);
    },
  );
  if (step.note && committed.reason !== undefined) step.note.reason = committed.reason;
  // The transaction is locked first: were the node to die here, this login would stay shut and the next one of the user could still lock it.
  if (committed.lock !== undefined) {
    const ended = await lockUser(step, committed.lock);
    if (ended.length > 0) await dependencies.events.append(eventsOf(step, ended, now));
  }
  return committed;
}

/** A user bound by a session alone may be replaced, one proven meanwhile may not: both are what a step was prepared for. */
function isBoundAlike(current: TransactionSnapshot, prepared: TransactionSnapshot): boolean {
  return current.user?.sub === prepared.user?.sub && current.user?.carriedOver === prepared.user?.carriedOver;
}

/** What a commit leaves to be done. */
interface Commit {
  /** The user to be locked. */
  readonly lock?: string;
  /** Why the call was refused, as its event says; absent for a half that does not count. */
  readonly reason?: string;
}

function transitionOf<R>(step: Step, decision: Decision<R>, now: number): Transition<Committed<R> & Commit> {
  const user = 'user' in decision ? decision.user : step.user;
  const counted = decision.outcome
    ? withCallCounted(decision.next, step.interaction, decision.outcome, now)
    : decision.next;
  const state = stateAfter(step.policy, counted, user);
  const next = state === counted.state ? counted : changed(counted, { state });
  const own = (decision.events ?? []).map((draft) => ('user' in draft ? draft : { ...draft, user: step.user }));
  // With nobody bound the call's own events know the user that is locked.
  const lock = state === 'locked' ? lockOf(next, [user, ...own.map((draft) => draft.user)]) : undefined;
  const drafts = lock === undefined ? own : [...own, lock.draft];
  return {
    next,
    result: {
      result: decision.result,
      ...(lock === undefined ? {} : { lock: lock.sub }),
      ...(decision.outcome ? { reason: decision.events?.[0]?.detail?.reason ?? '' } : {}),
    },
    events: eventsOf(step, drafts, now),
    ...(decision.budgets ? { budgets: decision.budgets } : {}),
    ...(decision.watch ? { watch: decision.watch } : {}),
  };
}

/** The events of a step, stored on their own when nothing else is written. */
export function eventsOf(step: Step, drafts: readonly EventDraft[], now: number): readonly SecurityEvent[] {
  if (!wantsEvents(step.tenant)) return [];
  return drafts.map((draft) =>
    createSecurityEvent(
      'user' in draft ? draft : { ...draft, user: step.user },
      step.eventContext,
      now,
      step.dependencies,
    ),
  );
}

/** The refusal or the result. */
export function answerOf(committed: Committed<Answer>): Answer {
  return committed.refused ?? committed.result ?? REFUSALS.transactionNotFound;
}
