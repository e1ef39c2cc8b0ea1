import { createRequire } from 'node:module';
import type { JsonObject } from '@tessera/core';
import type { Schema } from '../operation.js';
import { ANY, ANY_OBJECT, closed, COUNT, embedded, FLAG, listOf, open, orNull, ref, TEXT } from './shapes.js';

// `require` reads JSON on every supported Node; import attributes are experimental on the oldest.
const require = createRequire(import.meta.url);

/** The published JSON Schemas by name of file. */
export const DOCUMENT_SCHEMAS: Readonly<Record<string, JsonObject>> = Object.fromEntries(
  ['authentication-configuration', 'authentication-policy'].map((name) => [
    name,
    require(`@tessera/core/schemas/${name}.json`) as JsonObject,
  ]),
);

const STORED = { required: ['id', 'enabled'] };

function document(file: string, name: string): Schema {
  return embedded(DOCUMENT_SCHEMAS[file] ?? {}, name);
}

/** Configurations and policies (specification 1 and 3). What is shown is what may be written, defaults filled in and secrets masked. */
export const CONFIGURATION_SCHEMAS: Readonly<Record<string, Schema>> = {
  AuthenticationConfigurationInput: document('authentication-configuration', 'AuthenticationConfigurationInput'),
  AuthenticationConfiguration: { allOf: [ref('AuthenticationConfigurationInput'), STORED] },
  AuthenticationPolicyInput: document('authentication-policy', 'AuthenticationPolicyInput'),
  AuthenticationPolicy: { allOf: [ref('AuthenticationPolicyInput'), STORED] },
  SimulationRequest: closed(
    {},
    {
      policy_configuration: ref('AuthenticationPolicyInput'),
      id: { type: 'string', description: 'Of a stored policy configuration; without either that in force.' },
      request: closed({}, { client_id: TEXT, scopes: listOf(TEXT), acr_values: listOf(TEXT) }),
      interactions: { type: 'object', additionalProperties: ANY_OBJECT },
      user: orNull(ANY_OBJECT),
    },
  ),
  SimulatedLogin: closed(
    {
      policy: closed({
        index: orNull(COUNT),
        description: orNull(TEXT),
        priority: { type: 'integer' },
        fallback: FLAG,
        built_in: FLAG,
      }),
      state: ref('AuthenticationState'),
      authentication_methods: listOf(TEXT),
      required_methods: listOf(listOf(TEXT)),
      achieved_acr: orNull(TEXT),
      granted_scopes: listOf(TEXT),
      facts: open({}),
      explain: ref('Explanation'),
      findings: listOf(closed({ code: TEXT, pointer: TEXT, message: TEXT })),
    },
    { warnings: listOf(ref('Warning')) },
  ),
  Condition: closed(
    { path: TEXT, operation: TEXT, holds: FLAG, reason: ref('ConditionReason') },
    { value: ANY, actual: ANY },
  ),
  ConditionReason: { enum: ['holds', 'missing', 'wrong_type', 'not_satisfied'] },
  Explanation: closed({
    policy: closed({ description: orNull(TEXT), priority: { type: 'integer' }, fallback: FLAG, built_in: FLAG }),
    success: closed({
      holds: FLAG,
      groups: listOf(
        closed({
          index: COUNT,
          holds: FLAG,
          reachable: FLAG,
          conditions: listOf(ref('Condition')),
          still_needed: orNull(listOf(TEXT)),
        }),
      ),
    }),
    failure: ref('StopRule'),
    lock: ref('StopRule'),
    acr: closed({ requested: listOf(TEXT), achieved: orNull(TEXT), satisfied: FLAG, still_needed: listOf(TEXT) }),
  }),
  StopRule: closed({
    holds: FLAG,
    groups: listOf(closed({ index: COUNT, holds: FLAG, conditions: listOf(ref('Condition')) })),
  }),
};
