import { changed } from '../transaction/changed.js';
import type { Answer } from '../errors/answer.js';
import { answerOf, commitStep } from './commit-step.js';
import type { Step } from './step.js';

/** `authentication-cancel`: from here on the transaction has failed, whatever the policy says (specification 2.13). */
export async function cancelAuthentication(step: Step): Promise<Answer> {
  return answerOf(
    await commitStep<Answer>(step, (current) => ({
      next: changed(current, { cancelled: true }),
      outcome: 'success',
      result: { status: 200, body: { status: 'success' } },
      events: [{ type: 'authentication_cancel_success' }],
    })),
  );
}
