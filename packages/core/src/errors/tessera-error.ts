import type { Violation } from './violation.js';

/** Every fault the engine can throw. Refusals of a caller are answers, not faults. */
export type TesseraErrorCode =
  | 'ERR_INVALID_DOCUMENT'
  | 'ERR_CONFLICT'
  | 'ERR_NOT_FOUND'
  | 'ERR_ACCESS_DENIED'
  | 'ERR_PRECONDITION_FAILED'
  | 'ERR_STORE_UNAVAILABLE'
  | 'ERR_SERVER_CONFIGURATION'
  | 'ERR_REGISTRY_CLOSED'
  | 'ERR_NAME_TAKEN'
  | 'ERR_NAME_INVALID'
  | 'ERR_OVERLOADED'
  | 'ERR_UNMET_ACR'
  | 'ERR_INVARIANT';

export interface TesseraErrorDetails {
  readonly cause?: unknown;
  /** `ERR_INVALID_DOCUMENT`: everything wrong with the document, at once. */
  readonly violations?: readonly Violation[];
  /** `ERR_CONFLICT`: the id of the object of the same tenant that is in the way. */
  readonly conflictingId?: string;
}

/** A fault with a stable code. The message is for operators; `toOAuthError` says what the caller is told. */
export class TesseraError extends Error {
  override readonly name: string = 'TesseraError';
  readonly code: TesseraErrorCode;
  readonly violations: readonly Violation[];
  readonly conflictingId: string | undefined;

  constructor(code: TesseraErrorCode, message: string, details: TesseraErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.violations = details.violations ?? [];
    this.conflictingId = details.conflictingId;
  }
}
