import { errorOf } from '../errors/answer.js';
import type { Answer } from '../errors/answer.js';
import type { EventDraft } from '../event/event-factory.js';
import type { SecurityEventDetail, SecurityEventType } from '../event/security-event.js';
import type { BudgetOperations } from '../ports/budgets.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { User } from '../user/user.js';
import { answerOf, commitStep } from './commit-step.js';
import type { CallOutcome } from '../transaction/results.js';
import type { Step } from './step.js';

export interface StepRefusal {
  readonly answer: Answer;
  readonly reason: string;
  /** Undefined when the refusal is only counted. */
  readonly event: SecurityEventType | undefined;
  /** `failure` when the caller's input or proof was refused, the default. */
  readonly counts?: CallOutcome;
  readonly detail?: SecurityEventDetail;
  /** Whom the event names, when it is not the bound user. */
  readonly user?: User | undefined;
  /** False once something may have been sent or reserved: the step must not be begun again, whatever changed meanwhile. */
  readonly keepsUser?: boolean;
  /** Given back in the same commit. */
  readonly budgets?: BudgetOperations;
  /** Further changes to the transaction. */
  readonly change?: (current: TransactionSnapshot) => TransactionSnapshot;
}

/** Counts a refused call, records its event and answers. */
export async function refuseStep(step: Step, refused: StepRefusal): Promise<Answer> {
  const { answer, change = (current): TransactionSnapshot => current } = refused;
  const refusal = answerOf(
    await commitStep<Answer>(
      step,
      (current) => ({
        next: change(current),
        outcome: refused.counts ?? 'failure',
        result: answer,
        events: refused.event === undefined ? [] : [draftOf(refused, refused.event)],
        ...(refused.budgets ? { budgets: refused.budgets } : {}),
      }),
      { keepsUser: refused.keepsUser ?? true },
    ),
  );
  // Not every refusal has an event that says why.
  if (step.note) step.note.reason = refused.reason;
  return refusal;
}

function draftOf(refused: StepRefusal, type: SecurityEventType): EventDraft {
  const { answer, reason } = refused;
  return {
    type,
    ...('user' in refused ? { user: refused.user } : {}),
    detail: {
      ...refused.detail,
      reason,
      status: answer.status,
      error: errorOf(answer),
      ...(answer.retryAfterSeconds === undefined ? {} : { retry_after: answer.retryAfterSeconds }),
    },
  };
}
