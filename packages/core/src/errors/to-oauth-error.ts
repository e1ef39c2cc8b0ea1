import { refusal } from './answer.js';
import type { Answer } from './answer.js';
import { REFUSALS } from './refusals.js';
import { TesseraError } from './tessera-error.js';
import type { TesseraErrorCode } from './tessera-error.js';

const TABLE: Readonly<Record<TesseraErrorCode, (error: TesseraError) => Answer>> = {
  ERR_INVALID_DOCUMENT: (error) =>
    refusal(400, 'invalid_request', 'Validation failed', {
      violations: error.violations.map((violation) => ({ ...violation })),
    }),
  ERR_CONFLICT: (error) =>
    refusal(
      409,
      'conflict',
      error.message,
      error.conflictingId === undefined ? {} : { conflicting_id: error.conflictingId },
    ),
  ERR_NOT_FOUND: () => refusal(404, 'not_found', 'Resource not found'),
  ERR_ACCESS_DENIED: (error) => refusal(403, 'access_denied', error.message),
  ERR_PRECONDITION_FAILED: () => refusal(412, 'precondition_failed', 'The object has changed since it was read'),
  ERR_STORE_UNAVAILABLE: () => REFUSALS.unavailable,
  ERR_OVERLOADED: () => REFUSALS.unavailable,
  ERR_SERVER_CONFIGURATION: () => REFUSALS.serverConfiguration,
  ERR_REGISTRY_CLOSED: () => REFUSALS.serverConfiguration,
  ERR_NAME_TAKEN: () => REFUSALS.serverConfiguration,
  ERR_NAME_INVALID: () => REFUSALS.serverConfiguration,
  ERR_UNMET_ACR: () =>
    refusal(400, 'unmet_authentication_requirements', 'The requested authentication level is not reached'),
  ERR_INVARIANT: () => refusal(500, 'server_error', 'An unexpected error occurred'),
};

/** What the caller is told about a fault. Undefined for what is not a {@link TesseraError}: an unexpected error. */
export function toOAuthError(error: unknown): Answer | undefined {
  return error instanceof TesseraError ? TABLE[error.code](error) : undefined;
}
