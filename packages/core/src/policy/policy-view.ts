import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { AuthenticationPolicy, EvaluationDocument } from './authentication-policy.js';

/** A transaction seen through its policy. */
export interface PolicyView {
  readonly policy: AuthenticationPolicy;
  readonly snapshot: TransactionSnapshot;
  /** Made by `evaluationDocument` of the same snapshot. */
  readonly document: EvaluationDocument;
}
