import type { JsonObject, JsonValue } from '../json/json.js';
import type { OutboundFault } from '../ports/http-client.js';

/** Why a call ended without a usable answer. `redirect`: the service answered 3xx, which is never followed. */
export type HttpFaultKind = OutboundFault | 'redirect';

/** What mappings see of a call: `$.execution_http_request`, or an entry of `$.execution_http_requests`. */
export interface HttpResultDocument extends JsonObject {
  /** After `response_resolve_configs`; for faults the status of specification 1.11. */
  readonly status_code: number;
  readonly response_headers: JsonObject;
  readonly response_body: JsonValue;
}

/** The end of an outbound call, retries included. */
export interface HttpExecutionResult {
  /** `failure`: the service answered, but not with 2xx. `fault`: it gave no usable answer. */
  readonly outcome: 'success' | 'failure' | 'fault';
  /** Status of the interaction's own answer, by the table of specification 1.11. */
  readonly status: number;
  /** False for faults, 5xx and 429: the service did not say whether it accepts; a reserved guess is returned then. */
  readonly hasVerdict: boolean;
  readonly result: HttpResultDocument;
  /** What the service itself answered, before `response_resolve_configs`; absent when there was no answer. */
  readonly providerStatus?: number;
  /** For the log and the event, never for the caller. */
  readonly fault?: { readonly kind: HttpFaultKind; readonly cause: string };
  /** Calls made, at least 1; 0 when the time was over before the first. */
  readonly attempts: number;
}

/** The end of a sequence of calls. */
export interface HttpSequenceResult {
  /** The call that ended the sequence: the first that is not a success, else the last one made. */
  readonly last: HttpExecutionResult;
  /** `$.execution_http_requests`: one entry a call in order, `{"skipped":true}` where the condition did not hold. */
  readonly results: readonly JsonObject[];
}
