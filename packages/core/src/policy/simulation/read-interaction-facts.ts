import { ObjectReader } from '../../configuration/document/object-reader.js';
import { oneOf } from '../../configuration/document/describe.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { pointerTo, type JsonValue } from '../../json/json.js';
import type { Instant } from '../../ports/clock.js';
import type { InteractionResult } from '../../transaction/snapshot.js';
import { INTERACTIONS } from '../authentication-policy.js';
import { INTERACTION_MEMBERS } from '../interaction-facts.js';

// `carried_over` stands in `interaction_results`, so that these can be pasted as they are.
const FACTS = { optional: [...INTERACTION_MEMBERS, 'carried_over'] };
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

/** Reads `interactions` of a simulation: counters by interaction name. What is left out of an interaction is zero, and the time is now. */
export function readInteractionFacts(
  document: JsonValue,
  pointer: string,
  violations: ViolationList,
  now: Instant,
): Readonly<Record<string, InteractionResult>> {
  const reader = ObjectReader.openAny(document, pointer, violations);
  const entries = (reader?.names() ?? []).flatMap((name) => {
    const result = readResult(name, reader?.raw(name) ?? null, { pointer: pointerTo(pointer, name), violations, now });
    return result ? [[name, result] as const] : [];
  });
  return Object.fromEntries(entries);
}

interface Place {
  readonly pointer: string;
  readonly violations: ViolationList;
  readonly now: Instant;
}

function readResult(
  name: string,
  facts: JsonValue,
  { pointer, violations, now }: Place,
): InteractionResult | undefined {
  const known = Object.hasOwn(INTERACTIONS, name) ? INTERACTIONS[name] : undefined;
  if (!known) {
    violations.add(pointer, 'unknown property', oneOf(Object.keys(INTERACTIONS)));
    return undefined;
  }
  const reader = ObjectReader.open(facts, pointer, violations, FACTS);
  if (!reader) return undefined;
  reader.oneOf('operation_type', [known.operationType]);
  reader.oneOf('method', [known.method]);
  const successCount = countOf(reader, 'success_count') ?? 0;
  const failureCount = countOf(reader, 'failure_count') ?? 0;
  const callCount = countOf(reader, 'call_count') ?? successCount + failureCount;
  if (callCount < successCount + failureCount)
    violations.add(
      reader.at('call_count'),
      'out of range',
      'at least success_count + failure_count',
      String(callCount),
    );
  const interactionTime = timeOf(reader, violations) ?? now;
  const carriedOver = reader.boolean('carried_over') ?? false;
  return { ...known, successCount, failureCount, callCount, interactionTime, carriedOver };
}

function countOf(reader: ObjectReader, name: string): number | undefined {
  return reader.integer(name, 0, Number.MAX_SAFE_INTEGER);
}

function timeOf(reader: ObjectReader, violations: ViolationList): Instant | undefined {
  const text = reader.string('interaction_time');
  if (text === undefined) return undefined;
  const time = RFC_3339.test(text) ? Date.parse(text.toUpperCase()) : NaN;
  if (!Number.isNaN(time)) return time;
  violations.add(reader.at('interaction_time'), 'not an RFC 3339 date-time', 'e.g. 2025-01-19T10:00:00Z', text);
  return undefined;
}
