import type { JsonValue } from '../json/json.js';
import { mediaType } from './encode-body.js';

// Mappings and the removal of the code walk bodies recursively; deeper ones are no document but an attack on the stack.
const DEPTH_LIMIT = 64;
const JSON_TYPE = /^[^/]+\/(?:json|[^/]+\+json)$/;

/**
 * Reads an answer's body (specification 1.11): JSON parsed, empty `{}`, other text `{raw_body}`. Objects and lists count as JSON whatever the
 * content type says; a bare number or string only when it is declared as JSON, so that the text `0123` or `1e3` stays text.
 */
export function parseResponseBody(body: string, contentType: string | undefined): JsonValue {
  const text = body.startsWith('\ufeff') ? body.slice(1) : body;
  if (text.trim() === '') return {};
  const parsed = parseJson(text);
  if (parsed === undefined || isDeeperThan(parsed, DEPTH_LIMIT)) return { raw_body: body };
  if (typeof parsed === 'object' && parsed !== null) return parsed;
  return JSON_TYPE.test(mediaType(contentType)) ? parsed : { raw_body: body };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function isDeeperThan(value: JsonValue, limit: number): boolean {
  let level: readonly JsonValue[] = [value];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.flatMap((entry) =>
      typeof entry === 'object' && entry !== null ? Object.values<JsonValue>(entry) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
