import fc from 'fast-check';
import type { JsonObject } from '../../src/json/json.js';
import { compile, EMAIL_POLICY, POLICY_ID, SMS_OR_EMAIL_POLICY, SMS_POLICY } from '../policy/support.js';
import { schemaValidator } from './schema-validator.js';
import { spoiledDocuments } from './spoiled-documents.js';

const RICH: JsonObject = {
  ...SMS_POLICY,
  conditions: { client_ids: ['web-app'], acr_values: ['urn:gold'], scopes: ['openid'] },
  step_definitions: [{ method: 'sms', order: 1, requires_user: true, allow_registration: false }],
  acr_mapping_rules: [{ acr: '1', methods: ['password'] }],
  level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
  auth_session_binding_required: true,
};
const configuration = (...policies: JsonObject[]): JsonObject => ({
  id: POLICY_ID,
  flow: 'oauth',
  enabled: true,
  policies,
});
const DOCUMENTS = [
  configuration(SMS_POLICY),
  configuration(EMAIL_POLICY, SMS_OR_EMAIL_POLICY),
  configuration({
    ...RICH,
    acr_mapping_rules: { 'urn:gold': { all_of: ['password'] }, 'urn:silver': ['sms', 'email'] },
  }),
  configuration(RICH),
];
const WORDS = [
  ...['id', 'flow', 'enabled', 'policies', 'description', 'priority', 'conditions', 'client_ids', 'available_methods'],
  ...['success_conditions', 'failure_conditions', 'lock_conditions', 'any_of', 'all_of', 'path', 'type', 'operation'],
  ...['value', 'step_definitions', 'method', 'order', 'requires_user', 'registration_mode', 'acr_mapping_rules', 'acr'],
  ...['password', 'sms', 'oauth', 'exists', 'missing', 'ne', 'integer', '$.user.status', '1', 'x', 'methods'],
];

const errorsOf = schemaValidator('authentication-policy');

describe('the JSON Schema of authentication policies', () => {
  it.each(DOCUMENTS.map((document, index) => [index, document] as const))('accepts document %i', (_index, document) => {
    expect(errorsOf(document)).toEqual([]);
  });

  it('accepts whatever is accepted at a write', () => {
    let accepted = 0;
    fc.assert(
      fc.property(spoiledDocuments(DOCUMENTS, WORDS), (document) => {
        if (!compile(document).configuration) return;
        accepted += 1;
        expect(errorsOf(document)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it.each<[string, JsonObject]>([
    ['an unknown flow', { flow: 'ciba' }],
    ['an unknown property', { policy: [] }],
    ['no policy', { policies: [] }],
    ['a policy that never succeeds', { policies: [{}] }],
    ['an empty group', { policies: [{ success_conditions: { any_of: [[]] } }] }],
    ['an unknown method', { policies: [{ ...SMS_POLICY, available_methods: ['fax'] }] }],
    ['an acr that looks like a number', { policies: [{ ...SMS_POLICY, acr_mapping_rules: { '1': ['sms'] } }] }],
  ])('refuses %s', (_what, change) => {
    expect(errorsOf({ ...configuration(SMS_POLICY), ...change })).not.toEqual([]);
  });
});
