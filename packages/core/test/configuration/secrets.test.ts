import fc from 'fast-check';
import { MASKED_SECRET } from '../../src/configuration/document/masked-secret.js';
import {
  findMasked,
  keepStoredSecrets,
  openSecrets,
  redactSecrets,
  sealSecrets,
} from '../../src/configuration/document/secrets.js';
import type { JsonObject, JsonValue } from '../../src/json/json.js';
import { GUIDE_EXTERNAL, TWILIO_VERIFY } from '../fixtures/authentication-configurations.js';
import { mirrorBox, plugIns } from './plug-ins.js';

const SECRET = 'hunter2-hunter2';

function withExecution(execution: JsonObject, request: JsonObject = {}): JsonObject {
  return { type: 'sms', interactions: { 'sms-authentication': { request, execution } } };
}

function executionOf(document: JsonValue): JsonObject {
  const { interactions } = document as { interactions: Record<string, { execution: JsonObject }> };
  return interactions['sms-authentication']?.execution ?? {};
}

/** Executions with the secret at one place each. */
const PLACES: readonly (readonly [string, JsonObject])[] = [
  ['client_secret', { http_request: { oauth_authorization: { client_secret: SECRET } } }],
  ['the password of oauth', { http_request: { oauth_authorization: { password: SECRET } } }],
  ['the password of basic', { http_request: { basic_authentication: { password: SECRET } } }],
  ['the secret of hmac', { http_request: { hmac_authentication: { secret: SECRET } } }],
  ['a call of a sequence', { http_requests: [{}, { basic_authentication: { password: SECRET } }] }],
  ['Twilio', { details: { sender_type: 'twilio', settings: { auth_token: SECRET } } }],
  ['Twilio with an API key', { details: { sender_type: 'twilio', settings: { api_key_secret: SECRET } } }],
  ['SNS', { details: { sender_type: 'aws_sns', settings: { secret_access_key: SECRET } } }],
  ['SMTP under its other name', { details: { function: 'smtp', sender_config: { password: SECRET } } }],
  ['a nested path of a sender', { details: { sender_type: 'pigeon', settings: { license: { code: SECRET } } } }],
  ['a position of a sender', { details: { sender_type: 'pigeon', settings: { pins: [SECRET, 'x'] } } }],
  ['an object of an executor', { function: 'sms_gateway', details: { signing: { pem: { body: SECRET } } } }],
  ['a number', { function: 'sms_gateway', details: { password: 424242 } }],
  [
    'the request of a sender',
    {
      details: {
        sender_type: 'http_request',
        settings: { http_request: { basic_authentication: { password: SECRET } } },
      },
    },
  ],
  ...['Authorization', 'X-Api-Key', 'x-auth-TOKEN', 'Client-Secret'].map(
    (to) => [`the header ${to}`, { http_request: { header_mapping_rules: [{ static_value: SECRET, to }] } }] as const,
  ),
  [
    'a list of header values',
    { http_request: { header_mapping_rules: [{ static_value: [SECRET], to: 'X-Api-Key' }] } },
  ],
  [
    'headers copied from an object',
    { http_request: { header_mapping_rules: [{ static_value: { authorization: SECRET }, to: '*' }] } },
  ],
  [
    'a body field called password',
    { http_request: { body_mapping_rules: [{ static_value: SECRET, to: 'login.password' }] } },
  ],
  [
    'a body object with a password',
    { http_request: { body_mapping_rules: [{ static_value: { password: SECRET }, to: 'login' }] } },
  ],
];

describe('redactSecrets', () => {
  it.each(PLACES)('masks %s', (_, execution) => {
    const redacted = JSON.stringify(redactSecrets(withExecution(execution), plugIns));
    expect(redacted).toContain(MASKED_SECRET);
    expect(redacted).not.toContain(SECRET);
    expect(redacted).not.toContain('424242');
  });

  it.each<[string, JsonObject]>([
    ['the user name', { http_request: { basic_authentication: { username: 'u' } } }],
    ['the key id of hmac', { http_request: { hmac_authentication: { api_key: 'k' } } }],
    [
      'another header',
      { http_request: { header_mapping_rules: [{ static_value: 'application/json', to: 'Content-Type' }] } },
    ],
    [
      'a header from the request',
      { http_request: { header_mapping_rules: [{ from: '$.request_body.x', to: 'Authorization' }] } },
    ],
    [
      'a field name in an argument',
      {
        http_request: {
          body_mapping_rules: [
            { from: '$.a', to: 'b', functions: [{ name: 'reshape', args: { fields: { password: '$.p' } } }] },
          ],
        },
      },
    ],
    ['a template called password', { details: { templates: { password: { subject: 's', body: 'b' } } } }],
    ['an absent setting of a sender', { details: { sender_type: 'pigeon', settings: { license: { code: null } } } }],
  ])('leaves %s', (_, execution) => {
    expect(redactSecrets(withExecution(execution), plugIns)).toEqual(withExecution(execution));
  });

  it('leaves a property called password in a request schema, in attributes and in metadata', () => {
    const schema = { properties: { password: { type: 'string', default: 'x' } }, password: 'x' };
    const document = { ...withExecution({}, { schema }), attributes: { password: 'x' }, metadata: { secret: 'x' } };
    expect(redactSecrets(document, plugIns)).toEqual(document);
  });

  it('masks exactly the passwords of the guide and of the Twilio Verify recipe', () => {
    const expectMasked = (document: JsonObject, secret: string): void => {
      const expected = JSON.stringify(document).replaceAll(`"password":"${secret}"`, `"password":"${MASKED_SECRET}"`);
      expect(JSON.stringify(redactSecrets(document, plugIns))).toBe(expected);
    };
    expectMasked(GUIDE_EXTERNAL, 'password');
    expectMasked(TWILIO_VERIFY, 'auth-token');
  });

  it('leaves the document it was given alone', () => {
    const document = structuredClone(GUIDE_EXTERNAL);
    redactSecrets(document, plugIns);
    expect(document).toEqual(GUIDE_EXTERNAL);
  });
});

describe('sealSecrets and openSecrets', () => {
  it.each(PLACES)('seal and open %s', (_, execution) => {
    const document = withExecution(execution);
    const sealed = sealSecrets(document, mirrorBox, plugIns);
    expect(JSON.stringify(sealed)).not.toContain(SECRET);
    expect(openSecrets(sealed, mirrorBox, plugIns)).toEqual(document);
  });

  it('seals what looks sealed already: it came from outside', () => {
    const document = withExecution({ details: { secret: mirrorBox.seal('"stolen"') } });
    expect(openSecrets(sealSecrets(document, mirrorBox, plugIns), mirrorBox, plugIns)).toEqual(document);
  });

  it('are inverse to each other and mask alike, whatever the executions are', () => {
    const names = [
      'password',
      'secret',
      'http_request',
      'header_mapping_rules',
      'static_value',
      'to',
      'settings',
      'details',
      'x',
    ];
    const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string() });
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        fc.constantFrom<JsonValue>(
          'Authorization',
          'X-Api-Key',
          '*',
          'pigeon',
          'sms_gateway',
          SECRET,
          null,
          true,
          7,
          mirrorBox.seal('1'),
        ),
        fc.dictionary(name, tie('value'), { noNullPrototype: true }),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }));
    const execution = fc.dictionary(name, value, { noNullPrototype: true });
    fc.assert(
      fc.property(execution, (given) => {
        const document = withExecution(given);
        const sealed = sealSecrets(document, mirrorBox, plugIns);
        expect(openSecrets(sealed, mirrorBox, plugIns)).toEqual(document);
        const redacted = redactSecrets(document, plugIns);
        expect(redactSecrets(sealed, plugIns)).toEqual(redacted);
        expect(redactSecrets(redacted, plugIns)).toEqual(redacted);
      }),
      { numRuns: 200 },
    );
  });
});

describe('keepStoredSecrets', () => {
  const stored = withExecution({
    function: 'http_request',
    http_request: {
      url: 'https://api.example.com/send',
      auth_type: 'oauth2',
      oauth_authorization: { token_endpoint: 'https://api.example.com/token', client_id: 'c', client_secret: SECRET },
      header_mapping_rules: [{ static_value: SECRET, to: 'X-Api-Key' }],
    },
  });
  const request = (document: JsonObject): JsonObject => executionOf(document)['http_request'] as JsonObject;
  function resubmit(change: JsonObject): JsonObject {
    const masked = redactSecrets(stored, plugIns);
    return withExecution({ ...executionOf(masked), http_request: { ...request(masked), ...change } });
  }

  it('puts the stored secrets back where the mask was written', () => {
    expect(keepStoredSecrets(resubmit({}), stored, plugIns)).toEqual(stored);
  });

  it('does so beside other changes', () => {
    const kept = keepStoredSecrets(resubmit({ request_timeout_seconds: 9 }), stored, plugIns);
    expect(request(kept)).toEqual({ ...request(stored), request_timeout_seconds: 9 });
  });

  it('lets a new secret through', () => {
    const oauth_authorization = { ...(request(stored)['oauth_authorization'] as JsonObject), client_secret: 'new' };
    const kept = keepStoredSecrets(resubmit({ oauth_authorization }), stored, plugIns);
    expect(request(kept)['oauth_authorization']).toEqual(oauth_authorization);
  });

  it.each<[string, JsonObject, number]>([
    ['the URL changes', { url: 'https://attacker.example.com/send' }, 2],
    [
      'the token endpoint changes',
      {
        oauth_authorization: {
          token_endpoint: 'https://attacker.example.com/t',
          client_id: 'c',
          client_secret: MASKED_SECRET,
        },
      },
      1,
    ],
    [
      'the header becomes another one',
      { header_mapping_rules: [{ static_value: MASKED_SECRET, to: 'X-Other-Key' }] },
      1,
    ],
    [
      'the header becomes one that is no secret',
      { header_mapping_rules: [{ static_value: MASKED_SECRET, to: 'X-Note' }] },
      1,
    ],
    ['the place is new', { basic_authentication: { username: 'u', password: MASKED_SECRET } }, 1],
  ])('leaves the mask where %s', (_, change, count) => {
    const kept = keepStoredSecrets(resubmit(change), stored, plugIns);
    expect(findMasked(kept)).toHaveLength(count);
  });

  it.each<[string, JsonObject]>([
    ['host', { host: 'mail.attacker.example.com' }],
    ['port', { port: 2525 }],
  ])('leaves the mask where the %s of a mail server changes', (_, change) => {
    const settings = { host: 'mail.example.com', port: 587, username: 'u', password: SECRET };
    const mail = withExecution({ details: { sender_type: 'smtp', settings } });
    const submitted = withExecution({
      details: { sender_type: 'smtp', settings: { ...settings, ...change, password: MASKED_SECRET } },
    });
    expect(findMasked(keepStoredSecrets(submitted, mail, plugIns))).toEqual([
      '/interactions/sms-authentication/execution/details/settings/password',
    ]);
  });

  it('leaves the mask where the sender becomes another one', () => {
    const settings = { password: SECRET };
    const before = withExecution({ details: { sender_type: 'smtp', settings } });
    const after = withExecution({ details: { sender_type: 'owl', settings: { password: MASKED_SECRET } } });
    expect(keepStoredSecrets(after, before, plugIns)).toEqual(after);
  });

  it('has nothing to put back when nothing is stored', () => {
    expect(keepStoredSecrets(resubmit({}), undefined, plugIns)).toEqual(resubmit({}));
  });
});
