import { ObjectReader } from '../../configuration/document/object-reader.js';
import { jsonTypeOf } from '../../configuration/document/describe.js';
import { pointerTo, type JsonValue } from '../../json/json.js';
import type { ConditionGroups, PolicyCondition } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';
import { readCondition } from './read-condition.js';

/** Reads `success_conditions`: a login that could complete without any condition is refused. */
export function readSuccessGroups(
  document: JsonValue,
  pointer: string,
  context: PolicyCompileContext,
): ConditionGroups {
  const reader = ObjectReader.open(document, pointer, context.violations, { required: ['any_of'] });
  const groups = reader?.list('any_of');
  if (groups?.length === 0) context.violations.add(`${pointer}/any_of`, 'out of range', 'at least one group', '0');
  return readGroups(groups ?? [], `${pointer}/any_of`, context);
}

/** Reads `failure_conditions` or `lock_conditions`: without groups the rule never holds, an empty group would hold always and is refused. */
export function readStopGroups(document: JsonValue, pointer: string, context: PolicyCompileContext): ConditionGroups {
  const reader = ObjectReader.open(document, pointer, context.violations, { optional: ['any_of'] });
  return readGroups(reader?.list('any_of') ?? [], `${pointer}/any_of`, context);
}

function readGroups(groups: readonly JsonValue[], pointer: string, context: PolicyCompileContext): ConditionGroups {
  return groups.map((group, index) => readGroup(group, pointerTo(pointer, index), context));
}

function readGroup(group: JsonValue, pointer: string, context: PolicyCompileContext): readonly PolicyCondition[] {
  if (!Array.isArray(group)) {
    context.violations.add(pointer, 'wrong type', 'array of conditions', jsonTypeOf(group));
    return [];
  }
  const conditions: readonly JsonValue[] = group;
  if (conditions.length === 0) context.violations.add(pointer, 'out of range', 'at least one condition', '0');
  return conditions.flatMap((condition, index) => readCondition(condition, pointerTo(pointer, index), context) ?? []);
}
