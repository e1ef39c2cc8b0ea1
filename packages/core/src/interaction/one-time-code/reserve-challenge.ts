import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { EventDraft } from '../../event/event-factory.js';
import type { BudgetRefusal, BudgetTake } from '../../ports/budgets.js';
import { withChallenge, withoutRow } from '../../transaction/challenges.js';
import { changed, withEntry } from '../../transaction/changed.js';
import type { SendRecord, TransactionSnapshot } from '../../transaction/snapshot.js';
import { commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import type { ChallengePlan } from './challenge-plan.js';
import { destinationDetail } from './channel.js';
import { accountTake, blockInTransaction, blockOf, sendTakes } from './send-budget.js';
import type { SendBlock } from './send-budget.js';
import type { ReservedSend } from './send-outcome.js';
import { settlement } from './settle-challenge.js';

/** What became of the attempt to reserve a message. */
export type Reservation =
  | ReservedSend
  | { readonly kind: 'refused'; readonly answer: Answer }
  /** The very same request was answered a moment ago. */
  | { readonly kind: 'repeated'; readonly answer: Answer }
  /** The very same request is under way, perhaps on another node. */
  | { readonly kind: 'running'; readonly challengeId: string };

/** A send that takes longer than this was abandoned by a node that died. */
export const RUNNING_MILLISECONDS = 65_000;

/**
 * Takes the send budget and stores the challenge, not yet usable, in one commit. From here on older codes and rows are void, even if the send
 * then fails (specification 1.13, 2.9). Where the outcome is foreseen it is part of the same commit.
 */
export async function reserveChallenge(plan: ChallengePlan): Promise<Reservation> {
  const { step } = plan;
  const takes = takesOf(plan);
  const committed = await commitStep<Reservation>(step, (current, refused) => decide(plan, takes, current, refused));
  return committed.refused
    ? { kind: 'refused', answer: committed.refused }
    : (committed.result ?? { kind: 'refused', answer: REFUSALS.transactionNotFound });
}

/** The units of one message. */
export function takesOf(plan: ChallengePlan): readonly BudgetTake[] {
  const { step, traits, destination } = plan;
  return [...accountTakes(plan), ...sendTakes(step, destination, traits.channel)];
}

/** With nobody bound a blocked account is treated like an unknown destination, before this (specification 2.5). */
function accountTakes({ step, destination }: ChallengePlan): readonly BudgetTake[] {
  const { subject } = destination;
  return subject.kind === 'bound' || subject.kind === 'enrol' ? [accountTake(step, subject.sub, 0)] : [];
}

function decide(
  plan: ChallengePlan,
  takes: readonly BudgetTake[],
  current: TransactionSnapshot,
  refused: BudgetRefusal | undefined,
): Decision<Reservation> {
  const { step, traits, challenge, fingerprint, limits } = plan;
  const now = step.dependencies.clock.now();
  const previous: SendRecord = current.sends[traits.channel] ?? { count: 0 };
  if (previous.running?.fingerprint === fingerprint && previous.running.until > now) {
    return {
      next: current,
      outcome: undefined,
      result: { kind: 'running', challengeId: previous.running.challengeId },
    };
  }
  const { last } = previous;
  if (
    last?.fingerprint === fingerprint &&
    last.answer.status < 300 &&
    now - last.at < limits.repeatWindowSeconds * 1000
  ) {
    return { next: current, outcome: undefined, result: { kind: 'repeated', answer: last.answer } };
  }
  const block = refused ? blockOf(refused, now) : blockInTransaction(step, current, traits.channel, now);
  if (block) return blocked(plan, current, block);
  const record: SendRecord = {
    count: previous.count + 1,
    lastSentAt: now,
    running: { fingerprint, challengeId: challenge.id, until: now + RUNNING_MILLISECONDS },
    last,
  };
  const voided = withoutRow(withChallenge(current, challenge), step.definition.store?.key ?? step.interaction);
  const next = changed(voided, { sends: withEntry(voided.sends, traits.channel, record) });
  const reservation: ReservedSend = { kind: 'reserved', takes, previous };
  const settled = plan.foreseen && settlement({ plan, reservation, outcome: plan.foreseen }, next);
  return { ...(settled ?? { next, outcome: undefined }), result: reservation, budgets: { take: takes } };
}

function blocked(plan: ChallengePlan, current: TransactionSnapshot, block: SendBlock): Decision<Reservation> {
  const { step, traits, destination, challenge } = plan;
  const answer = REFUSALS.tooManyCodes(block.retryAfterSeconds);
  const event: EventDraft = {
    type: traits.challengeEvent.blocked,
    user: destination.user,
    detail: {
      reason: block.reason,
      status: answer.status,
      error: 'too_many_requests',
      retry_after: answer.retryAfterSeconds ?? 0,
      mode: challenge.mode,
      template: challenge.template,
      ...destinationDetail(step, traits.channel, destination.value),
    },
  };
  return { next: current, outcome: 'call', result: { kind: 'refused', answer }, events: [event] };
}
