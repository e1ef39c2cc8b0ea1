import { CONNECTION_FAILED, faultDescription } from './fault-result.js';
import type { HttpExecutionResult } from './http-execution-result.js';

/** What an interaction does; decides how a refusal of the service is named. */
export type InteractionKind = 'challenge' | 'verification' | 'password';

/** The `error` and `error_description` of an answer whose mapping yields none. */
export interface FailureDescription {
  readonly error: string;
  readonly error_description: string;
}

const REFUSALS: Readonly<Record<InteractionKind, FailureDescription>> = {
  challenge: { error: 'invalid_request', error_description: 'The external authentication service refused the request' },
  verification: { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' },
  password: { error: 'invalid_credentials', error_description: 'Invalid username or password' },
};

/** The texts of specification 1.11 for a result that is not a success. Custom executors share them by their `status`. */
export function describeFailure(
  result: Pick<HttpExecutionResult, 'status' | 'fault'>,
  kind: InteractionKind,
): FailureDescription {
  if (result.fault) return { error: 'server_error', error_description: faultDescription(result.fault.kind) };
  if (result.status >= 500) return { error: 'server_error', error_description: CONNECTION_FAILED };
  return REFUSALS[kind];
}
