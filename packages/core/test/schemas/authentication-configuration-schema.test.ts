import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/json/json.js';
import { DEVELOPMENT, judge } from '../configuration/support.js';
import {
  GUIDE_EXTERNAL,
  SEED_EXTERNAL,
  SEED_INTERNAL,
  SPECIFICATION_INTERNAL,
  TWILIO_VERIFY,
} from '../fixtures/authentication-configurations.js';
import { schemaValidator } from './schema-validator.js';
import { spoiledDocuments } from './spoiled-documents.js';

const DOCUMENTS = { GUIDE_EXTERNAL, SEED_EXTERNAL, SEED_INTERNAL, SPECIFICATION_INTERNAL, TWILIO_VERIFY };
const WORDS = [
  ...['id', 'type', 'enabled', 'attributes', 'metadata', 'interactions', 'request', 'schema', 'response', 'pre_hook'],
  ...['execution', 'function', 'details', 'mock', 'http_request', 'http_request_store', 'previous_interaction', 'key'],
  ...['from', 'static_value', 'to', 'functions', 'condition', 'args', 'name', 'operation', 'value', 'path', '*', 'a.0'],
  ...[
    'sms',
    'email',
    'password',
    'internal',
    'external',
    'oauth2',
    'none',
    'basic',
    'GET',
    'no_action',
    'eq',
    'exists',
  ],
  ...['expire_seconds', 'retry_count_limitation', 'allow_long_expiry', 'send_limits', 'description', 'template', 'x'],
  ...[
    'templates',
    'code_length',
    'settings',
    'auth_type',
    'scope',
    'cache_enabled',
    'retry_configuration',
    'conditions',
  ],
  ...[
    'max_retries',
    'backoff_delays',
    'response_resolve_configs',
    'match_mode',
    '$.request_body',
    '{VERIFICATION_CODE}',
  ],
];

const errorsOf = schemaValidator('authentication-configuration');
/** Without the members that only the server fills in. */
const changed = (document: JsonObject, change: JsonObject): JsonValue => ({ ...document, ...change });

describe('the JSON Schema of authentication configurations', () => {
  it.each(Object.entries(DOCUMENTS))('accepts %s', (_name, document) => {
    expect(errorsOf(document)).toEqual([]);
  });

  it('accepts whatever is accepted at a write', () => {
    let accepted = 0;
    fc.assert(
      fc.property(spoiledDocuments(Object.values(DOCUMENTS), WORDS), (document) => {
        if (!judge(document, { profile: DEVELOPMENT }).configuration) return;
        accepted += 1;
        expect(errorsOf(document)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it.each<[string, JsonObject]>([
    ['an unknown type', { type: 'fax' }],
    ['an unknown property', { interaction: {} }],
    ['no interaction', { interactions: {} }],
    ['an interaction of another type', { interactions: { 'email-authentication': {} } }],
    ['an interaction without execution', { interactions: { 'sms-authentication': {} } }],
    [
      'a function without its block',
      { interactions: { 'sms-authentication': { execution: { function: 'http_request' } } } },
    ],
    ['an expiry that is too short', { metadata: { expire_seconds: 1 } }],
    ['a flag that is text', { enabled: 'yes' }],
    ['an id that is no UUID', { id: 'x' }],
  ])('refuses %s', (_what, change) => {
    expect(errorsOf(changed(SEED_INTERNAL, change))).not.toEqual([]);
  });

  it('refuses null in the place of an object, as a write does', () => {
    const details = { execution: { function: 'sms_authentication', details: null } };
    const changes: JsonObject[] = [
      { metadata: null },
      { interactions: { ...(SEED_INTERNAL['interactions'] as JsonObject), 'sms-authentication': details } },
    ];
    for (const change of changes) {
      const document = changed(SEED_INTERNAL, change);
      expect(judge(document).violations).toMatchObject([{ message: 'wrong type' }]);
      expect(errorsOf(document)).not.toEqual([]);
    }
  });
});
