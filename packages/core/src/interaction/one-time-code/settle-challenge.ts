import { errorOf } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import type { EventDraft } from '../../event/event-factory.js';
import type { SecurityEventDetail } from '../../event/security-event.js';
import { withChallenge, withoutChallenge } from '../../transaction/challenges.js';
import type { CallOutcome } from '../../transaction/results.js';
import type { SendRecord, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import type { StoreRow } from '../store-row.js';
import type { ChallengePlan } from './challenge-plan.js';
import { destinationDetail } from './channel.js';
import type { Reservation } from './reserve-challenge.js';
import { returnableKeys } from './send-budget.js';

/** How the send ended. */
export interface SendOutcome {
  readonly answer: Answer;
  /** Undefined when the error that ended the send is counted and recorded where it is handled. */
  readonly counts: CallOutcome | undefined;
  /** The message is out, or pretends to be. */
  readonly sent: boolean;
  readonly reachedProvider: boolean;
  readonly detail: SecurityEventDetail;
  /** What `http_request_store` keeps. */
  readonly row?: StoreRow;
}

/** A message that was reserved, and how its send ended. */
export interface EndedSend {
  readonly plan: ChallengePlan;
  readonly reservation: Extract<Reservation, { kind: 'reserved' }>;
  readonly outcome: SendOutcome;
}

/** Makes the code usable, or leaves nothing usable, and records how the send ended. */
export async function settleChallenge(send: EndedSend): Promise<Answer> {
  return answerOf(await commitStep(send.plan.step, (current) => decide(send, current), { keepsUser: false }));
}

/** The same, unless that has happened already or the reservation was never carried out. */
export async function settleIfRunning(send: EndedSend): Promise<void> {
  const { step, traits, challenge } = send.plan;
  const isRunning = ({ sends }: TransactionSnapshot): boolean =>
    sends[traits.channel]?.running?.challengeId === challenge.id;
  await commitStep<Answer | undefined>(
    step,
    (current) =>
      isRunning(current) ? decide(send, current) : { next: current, outcome: undefined, result: undefined },
    { keepsUser: false },
  );
}

function decide({ plan, reservation, outcome }: EndedSend, current: TransactionSnapshot): Decision {
  const neverArrived = !outcome.sent && !outcome.reachedProvider;
  return {
    next: settled(plan, current, reservation.previous, outcome),
    outcome: outcome.counts,
    result: outcome.answer,
    events: outcome.counts ? [eventOf(plan, outcome)] : [],
    ...(neverArrived ? { budgets: { giveBack: returnableKeys(reservation.takes) } } : {}),
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
  const { running, lastSentAt, ...rest } = record;
  const at = neverArrived && running?.challengeId === challenge.id ? previous.lastSentAt : lastSentAt;
  const settledRecord: SendRecord = {
    ...rest,
    count: neverArrived ? Math.max(0, record.count - 1) : record.count,
    ...(at === undefined ? {} : { lastSentAt: at }),
    // Another send of this channel began meanwhile: its mark stays.
    ...(running && running.challengeId !== challenge.id ? { running } : {}),
    last: {
      fingerprint,
      challengeId: challenge.id,
      answer: { status: outcome.answer.status, body: outcome.answer.body },
      at: step.dependencies.clock.now(),
    },
  };
  const withRecord = { ...current, sends: { ...current.sends, [channel]: settledRecord } };
  if (!isCurrent) return withRecord;
  if (!outcome.sent) return withoutChallenge(withRecord, channel);
  const usable = withChallenge(withRecord, { ...challenge, status: 'pending' });
  return outcome.row ? { ...usable, rows: { ...usable.rows, [outcome.row.key]: outcome.row.value } } : usable;
}
