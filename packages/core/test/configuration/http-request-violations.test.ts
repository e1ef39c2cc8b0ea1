import type { JsonObject, JsonValue } from '../../src/json/json.js';
import { DEVELOPMENT, httpPassword, judge, REQUEST } from './support.js';

const OAUTH = {
  type: 'client_credentials',
  token_endpoint: 'https://api.example.com/token',
  client_id: 'c',
  client_secret: 's3cr3t-value',
};
const HMAC = { api_key: 'key', secret: 's3cr3t-value' };
const BASIC = { username: 'user', password: 's3cr3t-value' };
const SECRET = 's3cr3t-value';

function places(request: JsonObject): readonly string[] {
  return judge(httpPassword(request)).violations.map(
    ({ pointer, message }) => `${pointer.replace(REQUEST, '')} ${message}`,
  );
}

describe('an http_request', () => {
  it.each<[string, JsonObject, string]>([
    ['an unknown property', { headers: {} }, '/headers unknown property'],
    ['a condition outside a sequence', { condition: {} }, '/condition unknown property'],
    ['a URL that is none', { url: 'api.example.com' }, '/url invalid URL'],
    ['a URL that is no string', { url: 7 }, '/url wrong type'],
    ['plain HTTP', { url: 'http://api.example.com/' }, '/url invalid URL'],
    ['an unknown method', { method: 'HEAD' }, '/method unknown value'],
    ['a method in lower case', { method: 'post' }, '/method unknown value'],
    ['an unknown auth_type', { auth_type: 'digest' }, '/auth_type unknown value'],
    ['oauth2 without its block', { auth_type: 'oauth2' }, '/oauth_authorization required'],
    ['hmac_sha256 without its block', { auth_type: 'hmac_sha256' }, '/hmac_authentication required'],
    ['basic without its block', { auth_type: 'basic' }, '/basic_authentication required'],
    ['a placeholder without a rule', { url: 'https://api.example.com/{{id}}' }, '/url placeholder has no path rule'],
    [
      'a body on GET',
      { method: 'GET', body_mapping_rules: [{ static_value: 1, to: 'a' }] },
      '/body_mapping_rules not allowed',
    ],
    ['a timeout of 0', { request_timeout_seconds: 0 }, '/request_timeout_seconds out of range'],
    ['a timeout above a minute', { request_timeout_seconds: 61 }, '/request_timeout_seconds out of range'],
    [
      'an invalid path',
      { body_mapping_rules: [{ from: 'request_body', to: 'a' }] },
      '/body_mapping_rules/0/from invalid path',
    ],
    [
      'an unknown mapping function',
      { body_mapping_rules: [{ from: '$.a', to: 'a', functions: [{ name: 'shout' }] }] },
      '/body_mapping_rules/0/functions/0/name unknown mapping function',
    ],
    [
      'a forbidden target',
      { body_mapping_rules: [{ static_value: 1, to: 'a.__proto__.b' }] },
      '/body_mapping_rules/0/to not allowed',
    ],
    [
      'a list position above 1000',
      { body_mapping_rules: [{ static_value: 1, to: 'a.1001' }] },
      '/body_mapping_rules/0/to not allowed',
    ],
    [
      'a wrong argument',
      { body_mapping_rules: [{ from: '$.a', to: 'a', functions: [{ name: 'random_string', args: { length: 'x' } }] }] },
      '/body_mapping_rules/0/functions/0/args/length invalid argument',
    ],
    [
      'a filter expression',
      { query_mapping_rules: [{ from: '$.a[?(@.b)]', to: 'a' }] },
      '/query_mapping_rules/0/from invalid path',
    ],
    [
      'retries without delays',
      { retry_configuration: { max_retries: 1 } },
      '/retry_configuration/backoff_delays required',
    ],
    ['too many retries', { retry_configuration: { max_retries: 6 } }, '/retry_configuration/max_retries out of range'],
    [
      'a delay that is no duration',
      { retry_configuration: { backoff_delays: ['1s'] } },
      '/retry_configuration/backoff_delays/0 invalid argument',
    ],
    [
      'a negative delay',
      { retry_configuration: { backoff_delays: [-1] } },
      '/retry_configuration/backoff_delays/0 out of range',
    ],
    [
      'a delay of another type',
      { retry_configuration: { backoff_delays: [true] } },
      '/retry_configuration/backoff_delays/0 wrong type',
    ],
    [
      'a status that is none',
      { retry_configuration: { retryable_status_codes: [42] } },
      '/retry_configuration/retryable_status_codes/0 out of range',
    ],
    [
      'a status of another type',
      { retry_configuration: { retryable_status_codes: ['503'] } },
      '/retry_configuration/retryable_status_codes/0 wrong type',
    ],
    ['resolve entries of another type', { response_resolve_configs: 'none' }, '/response_resolve_configs wrong type'],
    [
      'a resolve entry without a status',
      { response_resolve_configs: [{}] },
      '/response_resolve_configs/0/mapped_status_code required',
    ],
    [
      'a mapped status below 200',
      { response_resolve_configs: { configs: [{ mapped_status_code: 199 }] } },
      '/response_resolve_configs/configs/0/mapped_status_code out of range',
    ],
    [
      'an unknown match mode',
      { response_resolve_configs: [{ mapped_status_code: 200, match_mode: 'none' }] },
      '/response_resolve_configs/0/match_mode unknown value',
    ],
    [
      'an unknown operation',
      {
        response_resolve_configs: [
          { mapped_status_code: 200, conditions: [{ path: '$.status_code', operation: 'is', value: 1 }] },
        ],
      },
      '/response_resolve_configs/0/conditions/0/operation unknown operation',
    ],
  ])('refuses %s', (_, request, place) => {
    expect(places(request)).toEqual([place]);
  });

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'Connection', 'COOKIE', 'X Y', 'X:Y', 'X.Y', ''])(
    'does not let a rule write the header "%s"',
    (to) => {
      expect(places({ header_mapping_rules: [{ static_value: 'v', to }] })).toContain(
        '/header_mapping_rules/0/to not allowed',
      );
    },
  );

  it('does not let a static object smuggle such a header in', () => {
    const header_mapping_rules = [{ static_value: { Host: 'internal' }, to: '*' }];
    expect(places({ header_mapping_rules })).toEqual(['/header_mapping_rules/0/static_value/Host not allowed']);
  });

  it('leaves Authorization to the auth_type, and to the rules only without one', () => {
    const header_mapping_rules = [{ static_value: 'Bearer x', to: 'authorization' }];
    expect(places({ header_mapping_rules })).toEqual([]);
    expect(places({ header_mapping_rules, basic_authentication: BASIC, auth_type: 'basic' })).toEqual([
      '/header_mapping_rules/0/to not allowed',
    ]);
    expect(places({ header_mapping_rules, oauth_authorization: OAUTH })).toEqual([
      '/header_mapping_rules/0/to not allowed',
    ]);
  });

  it('fills placeholders from path rules', () => {
    const url = 'https://api.example.com/users/{{id}}/codes?kind={{kind}}';
    const path_mapping_rules = [
      { from: '$.user.sub', to: 'id' },
      { static_value: 'sms', to: 'kind' },
    ];
    const { configuration } = judge(httpPassword({ url, path_mapping_rules }));
    const execution = configuration?.interactions.get('password-authentication')?.execution;
    expect(execution).toMatchObject({
      request: { url: { parts: ['https://api.example.com/users/', 'id', '/codes?kind=', 'kind', ''] } },
    });
  });

  it('compiles retries', () => {
    const retry_configuration = {
      max_retries: 2,
      backoff_delays: ['PT1S', 250],
      retryable_status_codes: [503, 429],
      idempotency_required: true,
      strategy: 'own',
    };
    const { configuration } = judge(httpPassword({ retry_configuration }));
    expect(configuration?.interactions.get('password-authentication')?.execution).toMatchObject({
      request: {
        retry: {
          maxRetries: 2,
          backoffMilliseconds: [1000, 250],
          retryableStatusCodes: new Set([503, 429]),
          idempotencyRequired: true,
        },
      },
    });
  });
});

describe('oauth_authorization', () => {
  it.each<[string, JsonObject, string]>([
    ['another type', { type: 'authorization_code' }, '/oauth_authorization/type unknown value'],
    ['a token endpoint that is none', { token_endpoint: '/token' }, '/oauth_authorization/token_endpoint invalid URL'],
    [
      'a token endpoint with placeholders',
      { token_endpoint: 'https://example.com/{{x}}' },
      '/oauth_authorization/token_endpoint invalid URL',
    ],
    [
      'an unknown client authentication',
      { client_authentication_type: 'private_key_jwt' },
      '/oauth_authorization/client_authentication_type unknown value',
    ],
    ['an empty client id', { client_id: '' }, '/oauth_authorization/client_id required'],
    ['a secret of another type', { client_secret: 12 }, '/oauth_authorization/client_secret wrong type'],
    ['a lifetime of 0', { cache_ttl_seconds: 0 }, '/oauth_authorization/cache_ttl_seconds out of range'],
    ['an unknown property', { audience: 'x' }, '/oauth_authorization/audience unknown property'],
  ])('refuses %s', (_, change, place) => {
    expect(places({ oauth_authorization: { ...OAUTH, ...change } })).toEqual([place]);
  });

  it('needs username and password for the password grant', () => {
    expect(places({ oauth_authorization: { ...OAUTH, type: 'password' } })).toEqual([
      '/oauth_authorization/username required',
      '/oauth_authorization/password required',
    ]);
  });

  it('needs a secret to authenticate the client with', () => {
    const { client_secret: _, ...withoutSecret } = OAUTH;
    const oauth_authorization = { ...withoutSecret, client_authentication_type: 'client_secret_basic' };
    expect(places({ oauth_authorization })).toEqual(['/oauth_authorization/client_secret required']);
  });

  it('posts the secret unless told otherwise', () => {
    const execution = judge(httpPassword({ oauth_authorization: OAUTH })).configuration?.interactions.get(
      'password-authentication',
    )?.execution;
    expect(execution).toMatchObject({
      request: {
        authentication: {
          oauth: {
            clientAuthenticationType: 'client_secret_post',
            cacheEnabled: false,
            cacheTtlSeconds: 3600,
            cacheBufferSeconds: 60,
          },
        },
      },
    });
  });
});

describe('hmac_authentication', () => {
  it.each<[string, JsonObject, string]>([
    [
      'an unknown field',
      { signing_fields: ['method', 'timestamp', 'nonce'] },
      '/hmac_authentication/signing_fields/2 unknown value',
    ],
    [
      'a field twice',
      { signing_fields: ['method', 'timestamp', 'method'] },
      '/hmac_authentication/signing_fields/2 not allowed',
    ],
    [
      'a field of another type',
      { signing_fields: ['method', 'timestamp', 1] },
      '/hmac_authentication/signing_fields/2 wrong type',
    ],
    ['no method', { signing_fields: ['timestamp', 'body'] }, '/hmac_authentication/signing_fields required'],
    ['no timestamp', { signing_fields: ['method'] }, '/hmac_authentication/signing_fields required'],
    ['a header of the client', { timestamp_header: 'Host' }, '/hmac_authentication/timestamp_header not allowed'],
    [
      'one header for two values',
      { api_key_header: 'X-A', timestamp_header: 'x-a' },
      '/hmac_authentication/timestamp_header not allowed',
    ],
    [
      'a format without the signature',
      { signature_format: 'HMAC {api_key}' },
      '/hmac_authentication/signature_format required',
    ],
    [
      'a line break in the format',
      { signature_format: '{signature}\r\nX: y' },
      '/hmac_authentication/signature_format not allowed',
    ],
    ['an unknown encoding', { signature_encoding: 'base32' }, '/hmac_authentication/signature_encoding unknown value'],
    ['an empty secret', { secret: '' }, '/hmac_authentication/secret required'],
  ])('refuses %s', (_, change, place) => {
    expect(places({ auth_type: 'hmac_sha256', hmac_authentication: { ...HMAC, ...change } })).toEqual([place]);
  });

  it('has the defaults of the specification', () => {
    const request = { auth_type: 'hmac_sha256', hmac_authentication: HMAC };
    expect(
      judge(httpPassword(request)).configuration?.interactions.get('password-authentication')?.execution,
    ).toMatchObject({
      request: {
        authentication: {
          hmac: {
            apiKeyHeader: 'X-Api-Key',
            timestampHeader: 'X-Timestamp',
            signatureHeader: 'Authorization',
            signatureFormat: 'HMAC-SHA256 {signature}',
            signatureEncoding: 'base64url',
            signingFields: ['method', 'path', 'timestamp', 'body'],
          },
        },
      },
    });
  });
});

describe('basic_authentication', () => {
  it.each<[JsonObject, string]>([
    [{ username: 'a:b' }, '/basic_authentication/username not allowed'],
    [{ password: 'a\nb' }, '/basic_authentication/password not allowed'],
    [{ password: '' }, '/basic_authentication/password required'],
  ])('refuses %j', (change, place) => {
    expect(places({ auth_type: 'basic', basic_authentication: { ...BASIC, ...change } })).toEqual([place]);
  });
});

describe('http_requests', () => {
  const AT = '/interactions/password-authentication/execution/http_requests';
  const CALL = { url: 'https://api.example.com/check' };
  function sequence(http_requests: JsonValue): JsonObject {
    return {
      type: 'password',
      interactions: { 'password-authentication': { execution: { function: 'http_requests', http_requests } } },
    };
  }

  it.each([[[]], [Array(11).fill(CALL) as JsonValue[]]])('holds one to ten calls', (calls) => {
    expect(judge(sequence(calls)).violations).toEqual([
      { pointer: AT, message: 'out of range', expected: '1..10 calls', got: String(calls.length) },
    ]);
  });

  it('may skip a call by a condition', () => {
    const condition = { path: '$.execution_http_requests[0].status_code', operation: 'eq', value: 200 };
    const { configuration, violations } = judge(sequence([CALL, { ...CALL, condition }]));
    expect(violations).toEqual([]);
    const execution = configuration?.interactions.get('password-authentication')?.execution;
    const requests = execution?.kind === 'http_requests' ? execution.requests : [];
    expect(requests[0]?.condition).toBeUndefined();
    expect(requests[1]?.condition?.holds({ execution_http_requests: [{ status_code: 200 }] })).toBe(true);
  });

  it('names the call that is wrong', () => {
    expect(judge(sequence([CALL, {}])).violations).toEqual([{ pointer: `${AT}/1/url`, message: 'required' }]);
  });
});

describe('got', () => {
  it('never shows a secret that was typed into another field', () => {
    const request = { auth_type: SECRET, method: `x${SECRET}`, basic_authentication: BASIC };
    const { violations } = judge(httpPassword(request), { profile: DEVELOPMENT });
    expect(violations.map(({ got }) => got)).toEqual(['********', '********']);
  });

  it('never shows a URL', () => {
    expect(JSON.stringify(judge(httpPassword({ url: 'https://user:hunter2@example.com' })).violations)).not.toContain(
      'hunter2',
    );
  });
});
