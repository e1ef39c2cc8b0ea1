import type { Violation } from '../errors/violation.js';
import type { JsonObject } from '../json/json.js';
import type { AbortSignalLike } from '../ports/clock.js';
import type { HttpClient } from '../ports/http-client.js';

/** What an executor is given: the mapping roots of specification 1.15 and its own configuration. */
export interface ExecutorInput {
  readonly tenantId: string;
  /** E.g. `sms-authentication-challenge`. */
  readonly interaction: string;
  /** `execution.details`, secrets in clear. */
  readonly details: JsonObject;
  /** `$.request_body`, `$.interaction`, `$.user`, `$.request_attributes`. */
  readonly roots: JsonObject;
  /** Aborts at the time limit. */
  readonly signal: AbortSignalLike;
  /** The guarded client; the only way an executor should reach the network over HTTP. */
  readonly http: HttpClient;
}

export interface ExecutorResult {
  /** `fault`: no verdict; the guess is returned. */
  readonly outcome: 'success' | 'failure' | 'fault';
  /** HTTP status; specification 1.11 says how it reaches the caller. */
  readonly status: number;
  /** Becomes `$.response_body`. */
  readonly body: JsonObject;
  /** Kept for the verification under the challenge's name, visible as `$.interaction` where `previous_interaction` names it. */
  readonly store?: JsonObject;
}

/**
 * A function of one's own, named in `execution.function`. It runs in external mode: it cannot choose the user, the destination or the counters.
 * Something thrown counts as a fault (502).
 */
export interface AuthenticationExecutor {
  /** `^[a-z][a-z0-9_]{1,63}$`, free. */
  readonly name: string;
  /** Where it may be used. */
  readonly interactions: readonly string[];
  /** Dotted paths inside `details` that are write-only and stored encrypted. */
  readonly secretPaths: readonly string[];
  /** Everything wrong with `details`; pointers relative to it. */
  validateDetails(details: JsonObject): readonly Violation[];
  execute(input: ExecutorInput): Promise<ExecutorResult>;
}

/** An executor for `sms-authentication-challenge` and `sms-authentication`. */
export type SmsAuthenticationExecutor = AuthenticationExecutor;

/** An executor for `email-authentication-challenge` and `email-authentication`. */
export type EmailAuthenticationExecutor = AuthenticationExecutor;
