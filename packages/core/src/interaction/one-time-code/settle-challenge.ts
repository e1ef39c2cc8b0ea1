import { errorOf } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import type { EventDraft } from '../../event/event-factory.js';
import { withChallenge, withoutChallenge } from '../../transaction/challenges.js';
import { changed, withEntry } from '../../transaction/changed.js';
import type { SendRecord, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import type { ChallengePlan } from './challenge-plan.js';
import { destinationDetail } from './channel.js';
import { returnableKeys } from './send-budget.js';
import type { ReservedSend, SendOutcome } from './send-outcome.js';

/** A message that was reserved, and how its send ended. */
export interface EndedSend {
  readonly plan: ChallengePlan;
  readonly reservation: ReservedSend;
  readonly outcome: SendOutcome;
}

/** Makes the code usable, or leaves nothing usable, and records how the send ended. */
export async function settleChallenge(send: EndedSend): Promise<Answer> {
  return answerOf(await commitStep(send.plan.step, (current) => settlement(send, current), { keepsUser: false }));
}

/** The same, unless that has happened already or the reservation was never carried out. */
export async function settleIfOpen(send: EndedSend): Promise<void> {
  await commitStep<Answer | undefined>(
    send.plan.step,
    (current) =>
      isOpen(send.plan, current) ? settlement(send, current) : { next: current, outcome: undefined, result: undefined },
    { keepsUser: false },
  );
}

/** The transaction says that the message is under way; or, where that was foreseen, that it is out. */
function isOpen({ traits, challenge, foreseen }: ChallengePlan, { sends }: TransactionSnapshot): boolean {
  const { running, last } = sends[traits.channel] ?? {};
  if (running?.challengeId === challenge.id) return true;
  return foreseen !== undefined && last?.challengeId === challenge.id && last.answer.status < 300;
}

/** What the end of a send changes. */
export function settlement({ plan, reservation, outcome }: EndedSend, current: TransactionSnapshot): Decision {
  const neverArrived = !outcome.sent && !outcome.reachedProvider;
  return {
    next: settled(plan, current, reservation.previous, outcome),
    outcome: outcome.counts,
    result: outcome.answer,
    events: outcome.counts ? [eventOf(plan, outcome)] : [],
    ...(neverArrived ? { budgets: { giveBack: returnableKeys(reservation.takes) } } : {}),
    ...(plan.watch && outcome.sent ? { watch: plan.watch } : {}),
  };
}

function eventOf({ step, traits, destination, challenge }: ChallengePlan, outcome: SendOutcome): EventDraft {
  const { answer, sent, detail } = outcome;
  return {
    type: sent ? traits.challengeEvent.success : traits.challengeEvent.failure,
    user: destination.user,
    detail: {
      mode: challenge.mode,
      template: challenge.template,
      ...detail,
      ...(sent ? {} : { status: answer.status, error: errorOf(answer) }),
      ...destinationDetail(step, traits.channel, destination.value),
    },
  };
}

function settled(
  plan: ChallengePlan,
  current: TransactionSnapshot,
  previous: SendRecord,
  outcome: SendOutcome,
): TransactionSnapshot {
  const { traits, challenge, fingerprint, step } = plan;
  const { channel } = traits;
  const isCurrent = current.challenges[channel]?.id === challenge.id;
  const record: SendRecord = current.sends[channel] ?? { count: 0 };
  const neverArrived = !outcome.sent && !outcome.reachedProvider;
  const { running, lastSentAt } = record;
  const isLatest = (running ?? record.last)?.challengeId === challenge.id;
  const settledRecord: SendRecord = {
    count: neverArrived ? Math.max(0, record.count - 1) : record.count,
    lastSentAt: neverArrived && isLatest ? previous.lastSentAt : lastSentAt,
    // Another send of this channel began meanwhile: its mark stays.
    running: running?.challengeId === challenge.id ? undefined : running,
    last: {
      fingerprint,
      challengeId: challenge.id,
      answer: { status: outcome.answer.status, body: outcome.answer.body },
      at: step.dependencies.clock.now(),
    },
  };
  const withRecord = changed(current, { sends: withEntry(current.sends, channel, settledRecord) });
  if (!isCurrent) return withRecord;
  if (!outcome.sent) return withoutChallenge(withRecord, channel);
  const usable = withChallenge(withRecord, { ...challenge, status: 'pending' });
  return outcome.row ? changed(usable, { rows: { ...usable.rows, [outcome.row.key]: outcome.row.value } }) : usable;
}
