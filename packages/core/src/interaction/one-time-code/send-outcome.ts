import type { Answer } from '../../errors/answer.js';
import type { SecurityEventDetail } from '../../event/security-event.js';
import type { BudgetTake } from '../../ports/budgets.js';
import type { CallOutcome } from '../../transaction/results.js';
import type { SendRecord } from '../../transaction/snapshot.js';
import type { StoreRow } from '../store-row.js';

/** How a send ended. */
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

/** What was taken for a message, to be put back if it certainly never went out. */
export interface ReservedSend {
  readonly kind: 'reserved';
  readonly takes: readonly BudgetTake[];
  readonly previous: SendRecord;
}
