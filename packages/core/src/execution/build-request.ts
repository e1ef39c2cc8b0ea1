import type { HttpRequestDefinition } from '../configuration/authentication-configuration.js';
import type { JsonObject, JsonValue } from '../json/json.js';
import type { Instant } from '../ports/clock.js';
import type { OutboundRequest } from '../ports/http-client.js';
import { encodeBody, JSON_TYPE } from './encode-body.js';
import { fillUrl } from './fill-url.js';
import { RequestHeaders } from './request-headers.js';

export interface RequestInput {
  readonly tenantId: string;
  readonly definition: HttpRequestDefinition;
  /** Mapping roots of specification 1.15. */
  readonly roots: JsonObject;
  /** No attempt goes on past this instant. */
  readonly deadline: Instant;
  /** Put into the body when the body rules did not set the name (specification 1.14, step 3). */
  readonly addToBody?: { readonly name: string; readonly value: JsonValue };
}

/**
 * Maps the roots to the request that is sent, the same for every attempt.
 * @param idempotencyKey sent unless the header rules set one
 * @throws InvalidParameterValueError when a value cannot stand where the mapping puts it
 */
export function buildRequest(input: RequestInput, idempotencyKey: string | undefined): OutboundRequest {
  const { tenantId, definition, roots, deadline } = input;
  const { method, authentication } = definition;
  const url = fillUrl(definition.url, definition.pathRules.apply(roots), definition.queryRules.apply(roots));
  const headers = RequestHeaders.fromMapping(definition.headerRules.apply(roots), authentication.type !== 'none');
  if (idempotencyKey !== undefined) headers.setIfAbsent('Idempotency-Key', idempotencyKey);
  const body = bodyOf(input);
  if (body) headers.setIfAbsent('Content-Type', JSON_TYPE);
  return {
    tenantId,
    method,
    url,
    headers: headers.toRecord(),
    ...(body ? { body: encodeBody(body, headers.get('Content-Type')) } : {}),
    authentication,
    timeoutSeconds: definition.requestTimeoutSeconds,
    deadline,
  };
}

/** Undefined on `GET`, and when neither rules nor the server have anything to send. */
function bodyOf({ definition, roots, addToBody }: RequestInput): JsonObject | undefined {
  if (definition.method === 'GET') return undefined;
  if (definition.bodyRules.isEmpty && !addToBody) return undefined;
  const mapped = definition.bodyRules.apply(roots);
  if (!addToBody || Object.hasOwn(mapped, addToBody.name)) return mapped;
  return { ...mapped, [addToBody.name]: addToBody.value };
}
