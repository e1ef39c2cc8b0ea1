import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { SecurityEventType } from '../../event/security-event.js';
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
    const limited = await attempts.take();
    if (limited)
      return refuseStep(step, {
        answer: limited,
        reason: 'too_many_attempts',
        event: 'password_failure',
        counts: 'call',
      });
    const proof = { username, password, attempts };
    try {
      return await (step.definition.execution.kind === 'password_verification'
        ? verifyStoredPassword(step, proof)
        : verifyPasswordExternally(step, proof));
    } catch (error) {
      // Nothing was recorded: the password was not judged, or the step is begun again and takes its unit anew.
      await attempts.giveBack();
      throw error;
    }
  }
}

function invalid(step: ConfiguredStep, field: string): Promise<Answer> {
  const answer = REFUSALS.validationFailed([`/${field} must be string`]);
  return refuseStep(step, { answer, reason: 'schema', event: 'password_failure' });
}
