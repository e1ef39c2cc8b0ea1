import type { HttpExecutionResult, HttpFaultKind } from './http-execution-result.js';

/** Told to the caller for every fault but a refused token; specification 1.11. */
export const CONNECTION_FAILED = 'Failed to connect to external authentication service';

/** Told to the caller when the token endpoint refused. */
export const TOKEN_REFUSED = 'Failed to authenticate with the external authentication service';

const FAULT_STATUS: Readonly<Record<HttpFaultKind, number>> = {
  unreachable: 503,
  token_unreachable: 503,
  timeout: 504,
  token_timeout: 504,
  transport: 502,
  token_transport: 502,
  token_refused: 502,
  redirect: 502,
};

export interface FaultDetails {
  readonly kind: HttpFaultKind;
  readonly cause: string;
  readonly attempts: number;
  readonly providerStatus?: number;
}

/**
 * The result of a call without a usable answer. Its body holds the texts of specification 1.11, so that a mapping which forwards the
 * provider's body shows exactly these and nothing technical.
 */
export function faultResult(details: FaultDetails): HttpExecutionResult {
  const { kind, cause, attempts, providerStatus } = details;
  const status = FAULT_STATUS[kind];
  const body = { error: 'server_error', error_description: faultDescription(kind) };
  return {
    outcome: 'fault',
    status,
    hasVerdict: false,
    result: { status_code: status, response_headers: {}, response_body: body },
    fault: { kind, cause },
    attempts,
    ...(providerStatus === undefined ? {} : { providerStatus }),
  };
}

/** The `error_description` of a fault. */
export function faultDescription(kind: HttpFaultKind): string {
  return kind === 'token_refused' ? TOKEN_REFUSED : CONNECTION_FAILED;
}
