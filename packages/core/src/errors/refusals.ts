import { refusal, refusalUntil } from './answer.js';
import type { Answer } from './answer.js';

const invalid = (description: string, status = 400): Answer => refusal(status, 'invalid_request', description);

type PlainRefusal =
  | 'tenantNotFound'
  | 'transactionNotFound'
  | 'configurationNotFound'
  | 'failed'
  | 'locked'
  | 'userNotSame'
  | 'userNotActive'
  | 'userNotFound'
  | 'notPending'
  | 'invalidCredentials'
  | 'invalidParameterValue'
  | 'unavailable'
  | 'serverConfiguration'
  | 'originNotAllowed'
  | 'bindingMissing'
  | 'bindingForeign';

interface Refusals extends Readonly<Record<PlainRefusal, Answer>> {
  readonly unknownInteraction: (name: string) => Answer;
  readonly methodNotAvailable: (method: string) => Answer;
  readonly methodNotYetAvailable: (method: string) => Answer;
  readonly userRequired: (method: string) => Answer;
  readonly validationFailed: (messages: readonly string[]) => Answer;
  readonly userExists: (status: 400 | 409) => Answer;
  readonly codeInvalid: (attemptsRemaining: number) => Answer;
  readonly tooManyCodes: (retryAfterSeconds: number) => Answer;
}

/** The refusals that more than one place gives, each with the words of specification 6.4. */
export const REFUSALS: Refusals = {
  tenantNotFound: invalid('Tenant not found', 404),
  transactionNotFound: invalid('Authentication transaction not found', 404),
  configurationNotFound: invalid('Authentication configuration not found', 404),
  unknownInteraction: (name: string): Answer => invalid(`Unknown interaction '${name}'`, 404),
  failed: refusal(403, 'access_denied', 'Authentication has failed'),
  locked: refusal(403, 'access_denied', 'Authentication is locked'),
  methodNotAvailable: (method: string): Answer =>
    invalid(`Authentication method '${method}' is not available in this flow`),
  methodNotYetAvailable: (method: string): Answer => invalid(`Authentication method '${method}' is not available yet`),
  userRequired: (method: string): Answer => invalid(`Authentication method '${method}' requires an authenticated user`),
  validationFailed: (messages: readonly string[]): Answer =>
    refusal(400, 'invalid_request', 'Request validation failed', { error_messages: messages }),
  userNotSame: invalid('User is not the same as the request'),
  userNotActive: refusal(403, 'access_denied', 'The user is not active'),
  userNotFound: refusal(400, 'user_not_found', 'User not found'),
  userExists: (status: 400 | 409): Answer => invalid('User already exists', status),
  notPending: invalid('No verification code is pending'),
  codeInvalid: (attemptsRemaining: number): Answer =>
    refusal(400, 'invalid_grant', 'Verification code is invalid or expired', { attempts_remaining: attemptsRemaining }),
  /** The same words for every wrong proof: unknown user, no password, wrong password. */
  invalidCredentials: refusal(400, 'invalid_credentials', 'Invalid username or password'),
  invalidParameterValue: invalid('Invalid parameter value'),
  unavailable: refusal(503, 'server_error', 'The service is temporarily unavailable'),
  serverConfiguration: refusal(500, 'server_error', 'The server has a configuration error'),
  tooManyCodes: (retryAfterSeconds: number): Answer =>
    refusalUntil(
      429,
      'too_many_requests',
      'Too many verification codes have been requested. Please try again later.',
      retryAfterSeconds,
    ),
  originNotAllowed: refusal(403, 'access_denied', 'Origin is not allowed'),
  bindingMissing: invalid('auth_session_mismatch: the authentication session cookie is missing', 401),
  bindingForeign: invalid(
    'auth_session_mismatch: the authentication session cookie belongs to another browser session',
    401,
  ),
};
