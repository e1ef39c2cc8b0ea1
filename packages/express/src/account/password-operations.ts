import type { Operation, Schema } from '../openapi/operation.js';
import { merged, noContent, refusals } from '../openapi/responses.js';
import type { RefusalName } from '../openapi/schemas/refusals.js';
import { closed, writeOnly } from '../openapi/schemas/shapes.js';

const PASSWORD = writeOnly({ type: 'string', format: 'password', maxLength: 4096 });

interface Call {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly body: Schema;
  readonly refusals: readonly RefusalName[];
}

function post({ operationId, summary, description, body, refusals: further }: Call): Operation {
  return {
    operationId,
    method: 'post',
    summary,
    description,
    tag: 'Account',
    access: 'user',
    requestBody: { required: true, content: { 'application/json': body } },
    responses: merged(
      { '204': noContent('The new password is set') },
      refusals(
        'MalformedBody',
        'RequestValidationFailed',
        'PasswordPolicy',
        'TokenInvalid',
        'ScopeMissing',
        'TenantNotFound',
        'NotAcceptable',
        'BodyTooLarge',
        'ContentTypeUnsupported',
        'ServerMisconfigured',
        'Unexpected',
        'Unavailable',
        ...further,
      ),
    ),
  };
}

/** Declares what users do with their own passwords. */
export const PASSWORD_OPERATIONS = {
  change: post({
    operationId: 'changeOwnPassword',
    summary: 'Change the own password',
    description:
      'Token of a user with scope `openid`. Ends all sessions, codes and tokens of the user but the calling access token and its session.',
    body: closed({ current_password: { ...PASSWORD, minLength: 1 }, new_password: PASSWORD }),
    refusals: ['CredentialsInvalid', 'TooManyAttempts'],
  }),
  reset: post({
    operationId: 'resetOwnPassword',
    summary: 'Reset a forgotten password',
    description:
      'Token with scope `password:reset` from a sign-in in which a one-time code was entered within the last 10 minutes; it serves once. ' +
      'Ends all sessions, codes and tokens of the user.',
    body: closed({ new_password: PASSWORD }),
    refusals: ['AuthenticationInsufficient'],
  }),
} satisfies Readonly<Record<string, Operation>>;
