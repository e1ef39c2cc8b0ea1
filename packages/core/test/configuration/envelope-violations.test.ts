import { type JsonObject, type JsonValue } from '../../src/json/json.js';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { DEVELOPMENT, httpPassword, ID, internalSms, judge } from './support.js';

const CHALLENGE = '/interactions/sms-authentication-challenge';
const VERIFICATION = '/interactions/sms-authentication';

interface Row {
  readonly what: string;
  readonly document: JsonValue;
  readonly expected: {
    readonly pointer: string;
    readonly message: string;
    readonly expected?: string;
    readonly got?: string;
  };
}

function withInteraction(name: string, change: JsonObject): JsonObject {
  const document = internalSms();
  const interactions = document['interactions'] as JsonObject;
  return {
    ...document,
    interactions: { ...interactions, [name]: { ...(interactions[name] as JsonObject), ...change } },
  };
}

function registration(properties: JsonObject): JsonObject {
  const schema = { type: 'object', properties };
  return { type: 'initial-registration', interactions: { 'initial-registration': { request: { schema } } } };
}

const ROWS: readonly Row[] = [
  {
    what: 'a document that is no object',
    document: [],
    expected: { pointer: '', message: 'wrong type', expected: 'object', got: 'array' },
  },
  {
    what: 'an unknown property',
    document: { ...internalSms(), kind: 'sms' },
    expected: { pointer: '/kind', message: 'unknown property' },
  },
  {
    what: 'an unknown property whose name needs escaping',
    document: { ...internalSms(), 'a/b~c': 1 },
    expected: { pointer: '/a~1b~0c', message: 'unknown property' },
  },
  {
    what: 'a property of that name which is no member of every object',
    document: { ...internalSms(), ...(JSON.parse('{"__proto__":{}}') as JsonObject) },
    expected: { pointer: '/__proto__', message: 'unknown property' },
  },
  {
    what: 'a missing type',
    document: { interactions: internalSms()['interactions'] as JsonObject },
    expected: { pointer: '/type', message: 'required' },
  },
  {
    what: 'missing interactions',
    document: { type: 'sms' },
    expected: { pointer: '/interactions', message: 'required' },
  },
  {
    what: 'empty interactions',
    document: { type: 'sms', interactions: {} },
    expected: { pointer: '/interactions', message: 'required', expected: 'at least one interaction' },
  },
  {
    what: 'a wrong JSON type',
    document: { ...internalSms(), enabled: 'yes' },
    expected: { pointer: '/enabled', message: 'wrong type', expected: 'boolean', got: 'string' },
  },
  {
    what: 'null where an object belongs',
    document: { ...internalSms(), attributes: null },
    expected: { pointer: '/attributes', message: 'wrong type', expected: 'object', got: 'null' },
  },
  {
    what: 'an id that is no UUID',
    document: { ...internalSms(), id: 'sms-1' },
    expected: { pointer: '/id', message: 'not a UUID', got: 'sms-1' },
  },
  {
    what: 'an unknown type',
    document: { ...internalSms(), type: 'voice' },
    expected: {
      pointer: '/type',
      message: 'unknown type',
      expected: 'one of sms, email, password, initial-registration',
      got: 'voice',
    },
  },
  {
    what: 'an interaction of another type',
    document: {
      ...internalSms(),
      interactions: { 'email-authentication': {}, ...(internalSms()['interactions'] as JsonObject) },
    },
    expected: {
      pointer: '/interactions/email-authentication',
      message: 'interaction not allowed for this type',
      expected: 'one of sms-authentication-challenge, sms-authentication',
      got: 'email-authentication',
    },
  },
  {
    what: 'an unknown function',
    document: withInteraction('sms-authentication', { execution: { function: 'sms_verify' } }),
    expected: {
      pointer: `${VERIFICATION}/execution/function`,
      message: 'unknown function',
      expected: 'one of sms_authentication, http_request, http_requests, sms_gateway',
      got: 'sms_verify',
    },
  },
  {
    what: 'a custom function of another interaction',
    document: withInteraction('sms-authentication', { execution: { function: 'voice_call' } }),
    expected: {
      pointer: `${VERIFICATION}/execution/function`,
      message: 'unknown function',
      expected: 'one of sms_authentication, http_request, http_requests, sms_gateway',
      got: 'voice_call',
    },
  },
  {
    what: 'a missing execution',
    document: { ...internalSms(), interactions: { 'sms-authentication': {} } },
    expected: { pointer: `${VERIFICATION}/execution`, message: 'required' },
  },
  {
    what: 'a missing function',
    document: { ...internalSms(), interactions: { 'sms-authentication': { execution: {} } } },
    expected: { pointer: `${VERIFICATION}/execution/function`, message: 'required' },
  },
  {
    what: 'a verification of another mode than the challenge',
    document: withInteraction('sms-authentication-challenge', { execution: { function: 'no_action' } }),
    expected: {
      pointer: `${VERIFICATION}/execution/function`,
      message: 'mode differs from the other interaction',
      expected: 'external',
      got: 'internal',
    },
  },
  {
    what: 'an internal verification without its challenge',
    document: {
      type: 'sms',
      interactions: { 'sms-authentication': { execution: { function: 'sms_authentication' } } },
    },
    expected: { pointer: CHALLENGE, message: 'required', expected: 'the other half of the internal mode' },
  },
  {
    what: 'a metadata.type that contradicts the functions',
    document: internalSms({ metadata: { type: 'external' } }),
    expected: {
      pointer: '/metadata/type',
      message: 'contradicts the functions',
      expected: 'internal',
      got: 'external',
    },
  },
  {
    what: 'an unknown metadata.type',
    document: internalSms({ metadata: { type: 'mixed' } }),
    expected: {
      pointer: '/metadata/type',
      message: 'unknown value',
      expected: 'one of external, internal',
      got: 'mixed',
    },
  },
  ...['pre_hook', 'post_hook'].map((hook) => ({
    what: `a ${hook} that is not empty`,
    document: withInteraction('sms-authentication', { [hook]: { url: 'https://example.com' } }),
    expected: { pointer: `${VERIFICATION}/${hook}`, message: 'not supported', expected: '{}' },
  })),
  {
    what: 'a mock that is not empty',
    document: withInteraction('sms-authentication', { execution: { function: 'sms_authentication', mock: [] } }),
    expected: { pointer: `${VERIFICATION}/execution/mock`, message: 'not supported', expected: '{}' },
  },
  {
    what: 'a schema that is no JSON Schema',
    document: withInteraction('sms-authentication', { request: { schema: { type: 'nonsense' } } }),
    expected: { pointer: `${VERIFICATION}/request/schema/type`, message: 'invalid JSON Schema' },
  },
  {
    what: 'a remote $ref',
    document: withInteraction('sms-authentication', { request: { schema: { $ref: 'https://example.com/s' } } }),
    expected: { pointer: `${VERIFICATION}/request/schema/$ref`, message: 'remote $ref is not allowed' },
  },
  ...['email_verified', 'phone_number_verified', 'status', 'roles', 'permissions', 'sub'].map((claim) => ({
    what: `a registration schema that declares ${claim}`,
    document: registration({ email: {}, [claim]: {} }),
    expected: {
      pointer: `/interactions/initial-registration/request/schema/properties/${claim}`,
      message: 'claim cannot be set by the caller',
      got: claim,
    },
  })),
  {
    what: 'user_resolve on another interaction',
    document: withInteraction('sms-authentication', { user_resolve: {} }),
    expected: {
      pointer: `${VERIFICATION}/user_resolve`,
      message: 'not allowed',
      expected: 'only password-authentication with an HTTP function',
    },
  },
  {
    what: 'a block of another function',
    document: withInteraction('sms-authentication', {
      execution: { function: 'sms_authentication', http_requests: [] },
    }),
    expected: {
      pointer: `${VERIFICATION}/execution/http_requests`,
      message: 'not allowed',
      expected: 'function http_requests',
      got: 'sms_authentication',
    },
  },
  {
    what: 'an HTTP function without its block',
    document: {
      type: 'password',
      interactions: { 'password-authentication': { execution: { function: 'http_request' } } },
    },
    expected: { pointer: '/interactions/password-authentication/execution/http_request', message: 'required' },
  },
  {
    what: 'details of a function that has none',
    document: {
      type: 'password',
      interactions: { 'password-authentication': { execution: { details: { rounds: 3 } } } },
    },
    expected: {
      pointer: '/interactions/password-authentication/execution/details/rounds',
      message: 'unknown property',
    },
  },
  {
    what: 'the message of a custom validator',
    document: {
      type: 'password',
      interactions: { 'password-authentication': { execution: { function: 'voice_call' } } },
    },
    expected: {
      pointer: '/interactions/password-authentication/execution/details/level',
      message: 'a level is needed',
    },
  },
  {
    what: 'details a custom validator stumbles over',
    document: {
      type: 'password',
      interactions: { 'password-authentication': { execution: { function: 'voice_call', details: { throws: true } } } },
    },
    expected: {
      pointer: '/interactions/password-authentication/execution/details',
      message: 'not allowed',
      expected: 'a value the validator of this function or sender can read',
    },
  },
  {
    what: 'a row key with capitals',
    document: withInteraction('sms-authentication', {
      execution: { function: 'sms_authentication', previous_interaction: { key: 'Row' } },
    }),
    expected: {
      pointer: `${VERIFICATION}/execution/previous_interaction/key`,
      message: 'not allowed',
      expected: '^[a-z0-9][a-z0-9-]{0,63}$',
      got: 'Row',
    },
  },
  {
    what: 'a document without end',
    document: JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as JsonValue,
    expected: { pointer: '', message: 'out of range', expected: 'at most 100 levels' },
  },
];

describe('what is wrong with an authentication configuration', () => {
  it.each(ROWS)('names $what', ({ document, expected }) => {
    const { configuration, violations } = judge(document);
    expect(violations).toEqual([expected]);
    expect(configuration).toBeUndefined();
  });

  it('is told at once', () => {
    const { violations } = judge({
      ...internalSms({ metadata: { expire_seconds: 900 }, details: { code_length: 4 } }),
      id: 'x',
      enabled: 1,
      extra: true,
    });
    expect(violations.map(({ pointer }) => pointer)).toEqual([
      '/extra',
      '/id',
      '/enabled',
      '/metadata/expire_seconds',
      `${CHALLENGE}/execution/details/code_length`,
    ]);
  });

  it('includes an id other than that of the path, and a type other than that of the stored document', () => {
    const other = '5a0d2f6e-8a55-4d0c-9d0f-6f7b6f0d9c11';
    const stored = { ...GUIDE_EXTERNAL, type: 'email' };
    expect(judge({ ...internalSms(), id: ID }, { stored }).violations).toEqual([
      { pointer: '/type', message: 'cannot be changed', expected: 'email', got: 'sms' },
    ]);
    expect(judge({ ...internalSms(), id: other }, { stored: internalSms() }).violations).toEqual([]);
  });
});

describe('a verification that accepts everybody', () => {
  const document = {
    type: 'password',
    interactions: { 'password-authentication': { execution: { function: 'no_action' } } },
  };

  it('is an unknown function in production', () => {
    expect(judge(document).violations).toEqual([
      expect.objectContaining({
        message: 'unknown function',
        expected: 'one of password_verification, http_request, http_requests, voice_call',
      }),
    ]);
  });

  it('is accepted in development, with a warning', () => {
    const { configuration, warnings } = judge(document, { profile: DEVELOPMENT });
    expect(configuration?.interactions.get('password-authentication')?.execution).toEqual({ kind: 'no_action' });
    expect(warnings.map(({ code }) => code)).toEqual(['verification_always_succeeds']);
  });
});

describe('a password checked outside', () => {
  it('may resolve the user by mapping rules', () => {
    const rules = [{ from: '$.response_body.id', to: 'external_user_id' }];
    const { configuration, violations } = judge(httpPassword({}, { user_resolve: { user_mapping_rules: rules } }));
    expect(violations).toEqual([]);
    expect(configuration?.interactions.get('password-authentication')?.userMappingRules?.targets).toEqual([
      'external_user_id',
    ]);
  });
});
