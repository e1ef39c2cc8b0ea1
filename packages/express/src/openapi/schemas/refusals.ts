import type { Schema } from '../operation.js';
import { ANY, closed, COUNT, listOf, open, ref, TEXT } from './shapes.js';

/** A refusal of specification 6.4. A text with placeholders is a pattern. */
export interface RefusalSpec {
  readonly status: number;
  readonly error: string;
  readonly description: string | RegExp;
  readonly required?: Readonly<Record<string, Schema>>;
  readonly optional?: Readonly<Record<string, Schema>>;
}

const METHODS = listOf(listOf(TEXT));
const MESSAGES = { error_messages: listOf(TEXT) };
const RETRY = { retry_after: COUNT };

const invalid = (description: string | RegExp, more: Partial<RefusalSpec> = {}): RefusalSpec => ({
  status: 400,
  error: 'invalid_request',
  description,
  ...more,
});
const denied = (description: string | RegExp): RefusalSpec => ({ status: 403, error: 'access_denied', description });
const fault = (status: number, description: string): RefusalSpec => ({ status, error: 'server_error', description });

/** The error catalogue by name of component. */
export const REFUSALS = {
  MalformedBody: invalid('The request body is malformed'),
  RequestValidationFailed: invalid('Request validation failed', { required: MESSAGES }),
  ValidationFailed: invalid('Validation failed', { required: { violations: listOf(ref('Violation')) } }),
  InvalidParameterValue: invalid('Invalid parameter value'),
  MethodNotAvailable: invalid(/^Authentication method '.*' is not available (in this flow|yet)$/),
  UserRequiredByMethod: invalid(/^Authentication method '.*' requires an authenticated user$/),
  DestinationRefused: invalid(
    /^((phone_number|email) (is required|is not a valid (phone number|email address)|does not match the registered (phone number|email))|User does not have (a phone number|an email address)|This phone number cannot receive verification codes)$/,
  ),
  TemplateUnknown: invalid(/^Template '.*' is not defined$/),
  NoPendingCode: invalid('No verification code is pending'),
  DestinationAmbiguous: invalid(/^The (phone number|email address) belongs to more than one user$/),
  OtherUser: invalid('User is not the same as the request'),
  UserExists: invalid('User already exists'),
  PasswordPolicy: invalid('Password does not meet the password policy', { required: MESSAGES }),
  NotFinished: invalid(/^(User|Authentication) is required$/, { required: { required_methods: METHODS } }),
  OpenidDenied: invalid('openid cannot be denied'),
  ClientOrRedirectUnknown: invalid(/^(client_id is unknown|redirect_uri is not registered)$/),
  ParameterRefused: invalid(/^Missing or repeated parameter '.*'$/),
  CredentialsMalformed: invalid(
    /^(client_id mismatch|client authentication must only be provided using one mechanism|(invalid )?authorization header (value format|scheme must be `Bearer`)|client_id and client_secret in the authorization header are not properly encoded|client_secret must be provided in the Authorization header|access tokens must not be provided via query parameter)$/,
  ),
  LogoutRefused: invalid(
    /^(id_token_hint is invalid|client_id does not match id_token_hint|client_id is unknown|post_logout_redirect_uri is not registered)$/,
  ),
  CodeInvalid: {
    status: 400,
    error: 'invalid_grant',
    description: 'Verification code is invalid or expired',
    required: { attempts_remaining: COUNT },
  },
  GrantInvalid: {
    status: 400,
    error: 'invalid_grant',
    description:
      /^(The code is invalid or expired|The refresh token is invalid or expired|Invalid username or password|Too many failed attempts\. Please try again later\.|The authentication policy requires more than a password)$/,
    optional: RETRY,
  },
  CredentialsInvalid: { status: 400, error: 'invalid_credentials', description: 'Invalid username or password' },
  UserNotFound: { status: 400, error: 'user_not_found', description: 'User not found' },
  TooManyAttempts: {
    status: 400,
    error: 'too_many_attempts',
    description: 'Too many failed attempts. Please try again later.',
    required: RETRY,
  },
  RequirementsUnmet: {
    status: 400,
    error: 'unmet_authentication_requirements',
    description:
      /^(The requested authentication level is not reached|The session does not satisfy the authentication policy)$/,
    optional: { acr_values: listOf(TEXT), required_methods: METHODS },
  },
  LoginRequired: {
    status: 400,
    error: 'login_required',
    description: /^(No active session|A new sign-in is required)$/,
  },
  GrantUnsupported: { status: 400, error: 'unsupported_grant_type', description: 'The grant type is not supported' },
  ClientUnauthorized: {
    status: 400,
    error: 'unauthorized_client',
    description: 'The client may not use this grant type',
  },
  ScopeInvalid: { status: 400, error: 'invalid_scope', description: 'The requested scope is not allowed' },
  ClientAuthenticationFailed: { status: 401, error: 'invalid_client', description: 'Client authentication failed' },
  TokenInvalid: { status: 401, error: 'invalid_token', description: 'The access token is invalid or expired' },
  AuthenticationInsufficient: {
    status: 401,
    error: 'insufficient_user_authentication',
    description: 'A one-time code must have been entered in this sign-in within the last 10 minutes',
  },
  BindingMismatch: {
    status: 401,
    error: 'invalid_request',
    description:
      /^auth_session_mismatch: the authentication session cookie (is missing|belongs to another browser session)$/,
  },
  OriginRefused: denied('Origin is not allowed'),
  TransactionEnded: denied(/^Authentication (has failed|is locked)$/),
  UserInactive: denied('The user is not active'),
  RegistrationClosed: denied('Registration is not available'),
  PermissionMissing: denied(/^Permission '.*' is required$/),
  GrantExceeded: denied(/^.+$/),
  ScopeMissing: {
    status: 403,
    error: 'insufficient_scope',
    description: /^Scope '(management|openid|password:reset)' is required$/,
  },
  TenantNotFound: { status: 404, error: 'invalid_request', description: 'Tenant not found' },
  TransactionNotFound: { status: 404, error: 'invalid_request', description: 'Authentication transaction not found' },
  ConfigurationNotFound: {
    status: 404,
    error: 'invalid_request',
    description: 'Authentication configuration not found',
  },
  InteractionUnknown: { status: 404, error: 'invalid_request', description: /^Unknown interaction '.*'$/ },
  NotFound: { status: 404, error: 'not_found', description: 'Resource not found' },
  MethodNotAllowed: { status: 405, error: 'invalid_request', description: 'The method is not allowed' },
  NotAcceptable: { status: 406, error: 'invalid_request', description: 'The answer is available as JSON only' },
  UserTaken: { status: 409, error: 'invalid_request', description: 'User already exists' },
  Conflict: { status: 409, error: 'conflict', description: /^.+$/, optional: { conflicting_id: TEXT } },
  PreconditionFailed: {
    status: 412,
    error: 'precondition_failed',
    description: 'The object has changed since it was read',
  },
  BodyTooLarge: { status: 413, error: 'invalid_request', description: 'The request body is too large' },
  ContentTypeUnsupported: {
    status: 415,
    error: 'invalid_request',
    description: 'The content type is not supported',
  },
  TooManyCodes: {
    status: 429,
    error: 'too_many_requests',
    description: 'Too many verification codes have been requested. Please try again later.',
    required: RETRY,
  },
  TooManyRequests: {
    status: 429,
    error: 'too_many_requests',
    description: 'Too many requests. Please try again later.',
    required: RETRY,
  },
  ServerMisconfigured: fault(500, 'The server has a configuration error'),
  Unexpected: { ...fault(500, 'An unexpected error occurred'), required: { request_id: TEXT } },
  SendFailed: fault(502, 'Failed to send the verification code'),
  Unavailable: fault(503, 'The service is temporarily unavailable'),
} satisfies Readonly<Record<string, RefusalSpec>>;

export type RefusalName = keyof typeof REFUSALS;

function refusalSchema({ error, description, required = {}, optional = {} }: RefusalSpec): Schema {
  const text: Schema =
    typeof description === 'string' ? { const: description } : { type: 'string', pattern: description.source };
  return closed({ error: { const: error }, error_description: text, ...required }, optional);
}

/** The components of the catalogue. */
export const REFUSAL_SCHEMAS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(Object.entries(REFUSALS).map(([name, spec]) => [name, refusalSchema(spec as RefusalSpec)])),
  Violation: closed({ pointer: TEXT, message: TEXT }, { expected: TEXT, got: TEXT }),
  Warning: closed({ code: TEXT, pointer: TEXT, message: TEXT }),
  MappedRefusal: {
    ...open({ error: ANY, error_description: ANY }),
    description: 'What the rules of the configuration make of the answer of an external service.',
  },
};
