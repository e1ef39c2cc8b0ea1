import { ObjectReader } from '../../configuration/document/object-reader.js';
import type { JsonValue } from '../../json/json.js';
import type { AuthenticationPolicy, ConditionGroups } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';
import { readSuccessGroups, readStopGroups } from './read-groups.js';
import { readAcrRules, readScopeRules } from './read-method-rules.js';
import { readSteps } from './read-steps.js';
import { readMethods, readStrings } from './read-strings.js';

const POLICY = {
  required: ['success_conditions'],
  optional: [
    'description',
    'priority',
    'conditions',
    'available_methods',
    'failure_conditions',
    'lock_conditions',
    'step_definitions',
    'acr_mapping_rules',
    'level_of_authentication_scopes',
    'auth_session_binding_required',
  ],
};
const CONDITIONS = { optional: ['client_ids', 'acr_values', 'scopes'] };

/** Reads one of `policies` (specification 3.1); undefined when it is no object. */
export function readPolicy(
  document: JsonValue,
  pointer: string,
  context: PolicyCompileContext,
): AuthenticationPolicy | undefined {
  const reader = ObjectReader.open(document, pointer, context.violations, POLICY);
  if (!reader) return undefined;
  const success = reader.raw('success_conditions');
  return {
    description: reader.string('description'),
    priority: reader.integer('priority', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) ?? 0,
    conditions: readSelection(rawOrEmpty(reader, 'conditions'), reader.at('conditions'), context),
    availableMethods: readMethods(reader.list('available_methods') ?? [], reader.at('available_methods'), context),
    success: success === undefined ? [] : readSuccessGroups(success, reader.at('success_conditions'), context),
    failure: readStop(reader, 'failure_conditions', context),
    lock: readStop(reader, 'lock_conditions', context),
    steps: readSteps(reader, context),
    acrRules: readAcrRules(rawOrEmpty(reader, 'acr_mapping_rules'), reader.at('acr_mapping_rules'), context),
    scopeRules: readScopeRules(
      rawOrEmpty(reader, 'level_of_authentication_scopes'),
      reader.at('level_of_authentication_scopes'),
      context,
    ),
    authSessionBindingRequired: reader.boolean('auth_session_binding_required') ?? false,
    builtIn: false,
  };
}

function readStop(reader: ObjectReader, name: string, context: PolicyCompileContext): ConditionGroups {
  return readStopGroups(rawOrEmpty(reader, name), reader.at(name), context);
}

function readSelection(
  document: JsonValue,
  pointer: string,
  context: PolicyCompileContext,
): AuthenticationPolicy['conditions'] {
  const reader = ObjectReader.open(document, pointer, context.violations, CONDITIONS);
  if (!reader) return { clientIds: [], acrValues: [], scopes: [] };
  return {
    clientIds: readStrings(reader, 'client_ids', context),
    acrValues: readStrings(reader, 'acr_values', context),
    scopes: readStrings(reader, 'scopes', context),
  };
}

/** Null is not absent: it is refused like any other wrong type. */
function rawOrEmpty(reader: ObjectReader, name: string): JsonValue {
  const value = reader.raw(name);
  return value === undefined ? {} : value;
}
