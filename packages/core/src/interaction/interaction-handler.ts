import type { SecurityEventType } from '../event/security-event.js';
import type { Answer } from '../errors/answer.js';
import type { ConfiguredStep } from './step.js';

/** Performs one kind of interaction. */
export interface InteractionHandler {
  /** The interactions it performs, e.g. `sms-authentication`. */
  readonly interactions: readonly string[];
  /** The event of a refused call, also of one that the schema refuses. */
  failureEvent(interaction: string): SecurityEventType;
  /** @throws StaleStepError when another call changed the transaction's user meanwhile; the step is begun again */
  handle(step: ConfiguredStep): Promise<Answer>;
}
