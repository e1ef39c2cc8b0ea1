import type { JsonObject, JsonValue } from '../json/json.js';

/** What the caller of an interaction is told: an HTTP status, a JSON body and perhaps `Retry-After`. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly retryAfterSeconds?: number;
}

/** A refusal in the form of the error catalogue (specification 6.4). */
export function refusal(
  status: number,
  error: string,
  description: string,
  extra: Readonly<Record<string, JsonValue>> = {},
): Answer {
  return { status, body: { error, error_description: description, ...extra } };
}

/** A refusal that says when to come back, in the body and in `Retry-After`. */
export function refusalUntil(status: number, error: string, description: string, retryAfterSeconds: number): Answer {
  const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
  return { ...refusal(status, error, description, { retry_after: seconds }), retryAfterSeconds: seconds };
}

/** The `error` of a refusal; empty for a success. */
export function errorOf({ body }: Answer): string {
  const error = body['error'];
  return typeof error === 'string' ? error : '';
}

/** True for an answer that says the call was granted. */
export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}
