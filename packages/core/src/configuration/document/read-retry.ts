import type { RetryDefinition } from '../authentication-configuration.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import { jsonTypeOf } from './describe.js';
import { parseDurationMilliseconds } from './duration.js';
import { ObjectReader } from './object-reader.js';

const PROPERTIES = {
  optional: ['max_retries', 'backoff_delays', 'retryable_status_codes', 'idempotency_required', 'strategy'],
};
const MAX_DELAY = 3_600_000;

/** One attempt, nothing repeated. */
export const NO_RETRY: RetryDefinition = {
  maxRetries: 0,
  backoffMilliseconds: [],
  retryableStatusCodes: new Set(),
  idempotencyRequired: false,
};

/** Reads `retry_configuration` (specification 1.10). */
export function readRetry(document: JsonValue, pointer: string, violations: ViolationList): RetryDefinition {
  const reader = ObjectReader.open(document, pointer, violations, PROPERTIES);
  if (!reader) return NO_RETRY;
  const maxRetries = reader.integer('max_retries', 0, 5) ?? 0;
  const delays = reader.list('backoff_delays') ?? [];
  if (maxRetries > 0 && delays.length === 0) {
    violations.add(reader.at('backoff_delays'), 'required', 'a delay, because max_retries is above 0');
  }
  const codes = reader.list('retryable_status_codes') ?? [];
  reader.string('strategy');
  return {
    maxRetries,
    backoffMilliseconds: delays.map((delay, index) =>
      readDelay(delay, pointerTo(reader.at('backoff_delays'), index), violations),
    ),
    retryableStatusCodes: new Set(
      codes.map((code, index) => readStatus(code, pointerTo(reader.at('retryable_status_codes'), index), violations)),
    ),
    idempotencyRequired: reader.boolean('idempotency_required') ?? false,
  };
}

function readDelay(value: JsonValue, pointer: string, violations: ViolationList): number {
  const expected = 'an ISO 8601 duration such as PT1S, or integer milliseconds';
  if (typeof value === 'string') {
    const delay = parseDurationMilliseconds(value);
    if (delay !== undefined && delay <= MAX_DELAY) return delay;
    violations.add(pointer, delay === undefined ? 'invalid argument' : 'out of range', expected, value);
  } else if (typeof value !== 'number' || !Number.isInteger(value)) {
    violations.add(pointer, 'wrong type', expected, jsonTypeOf(value));
  } else if (value >= 0 && value <= MAX_DELAY) return value;
  else violations.add(pointer, 'out of range', `0..${MAX_DELAY}`, String(value));
  return 0;
}

function readStatus(value: JsonValue, pointer: string, violations: ViolationList): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    violations.add(pointer, 'wrong type', 'integer', jsonTypeOf(value));
  else if (value >= 100 && value <= 599) return value;
  else violations.add(pointer, 'out of range', '100..599', String(value));
  return 0;
}
