import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { SecurityEventType } from '../../event/security-event.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { refuseStep } from '../refuse-step.js';
import type { InteractionHandler } from '../interaction-handler.js';
import type { ConfiguredStep } from '../step.js';
import { PasswordAttempts } from './attempt-limit.js';
import { verifyPasswordExternally } from './external-password.js';
import { verifyStoredPassword } from './stored-password.js';

/** `password-authentication` (specification 2.11). */
export class PasswordAuthenticationHandler implements InteractionHandler {
  readonly interactions: readonly string[] = ['password-authentication'];

  failureEvent(): SecurityEventType {
    return 'password_failure';
  }

  async handle(step: ConfiguredStep): Promise<Answer> {
    const requiresUser = step.stepDefinition?.requiresUser === true;
    if (requiresUser && !step.user)
      return refuseStep(step, { answer: REFUSALS.userNotFound, reason: 'user_not_found', event: 'password_failure' });
    const username = requiresUser && step.user ? step.user.preferredUsername : step.body['username'];
    const password = step.body['password'];
    if (typeof username !== 'string' || username === '') return invalid(step, 'username');
    if (typeof password !== 'string' || password === '') return invalid(step, 'password');
    const attempts = new PasswordAttempts(step.dependencies, {
      tenant: step.tenant,
      username,
      ipAddress: step.caller.ipAddress,
    });
    const limited = await takeUnit(attempts);
    if (limited) {
      const reason = limited.status === 503 ? 'store_unavailable' : 'too_many_attempts';
      return refuseStep(step, { answer: limited, reason, event: 'password_failure', counts: 'call' });
    }
    const proof = { username, password, attempts };
    return step.definition.execution.kind === 'password_verification'
      ? verifyStoredPassword(step, proof)
      : verifyPasswordExternally(step, proof);
  }
}

async function takeUnit(attempts: PasswordAttempts): Promise<Answer | undefined> {
  try {
    return await attempts.take();
  } catch (error) {
    if (error instanceof TesseraError && error.code === 'ERR_STORE_UNAVAILABLE') return REFUSALS.unavailable;
    throw error;
  }
}

function invalid(step: ConfiguredStep, field: string): Promise<Answer> {
  const answer = REFUSALS.validationFailed([`/${field} must be string`]);
  return refuseStep(step, { answer, reason: 'schema', event: 'password_failure' });
}
