import { GUIDE } from '@tessera/server';
import { BODIES, ENCODED_TEXTS, TEXTS } from '../support-http/hostile-values.js';
import { enableSms, openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { beginAuthorization, findBroken } from '../support-http/survival.js';
import type { Call } from '../support-http/survival.js';

const TIMEOUT = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };

const ACTIONS = [
  'initial-registration',
  'password-authentication',
  'sms-authentication-challenge',
  'sms-authentication',
  'email-authentication-challenge',
  'email-authentication',
  'authentication-cancel',
  'authorize',
  'authorize-with-session',
  'deny',
  'no-such-interaction',
];

describe('hostile input to the authorization flow', () => {
  let server: OpenServer;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  it.each(ACTIONS)(
    'as the body of %s is refused, not a fault',
    async (action) => {
      const path = `/${server.tenantId}/v1/authorizations/${await beginAuthorization(server)}/${action}`;
      const calls = BODIES.map((body) => ({ method: 'POST', path, headers: JSON_TYPE, body }));
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );

  it.each<[string, Record<string, string>]>([
    ['initial-registration', { password: 'Test1234!', name: 'A', phone_number: '+81-90-1234-5678', email: '' }],
    ['password-authentication', { username: 'a@example.com', password: 'Test1234!' }],
    ['sms-authentication-challenge', { phone_number: '+81-90-1234-5678', template: 'authentication' }],
    ['sms-authentication', { verification_code: '123456' }],
  ])(
    'as one field of %s is refused, not a fault, and neither is what comes after it',
    async (action, valid) => {
      const calls: Call[] = [];
      const finishes: Call[] = [];
      for (const [name, text] of Object.keys(valid).flatMap((field) => TEXTS.map((value) => [field, value] as const))) {
        const path = `/${server.tenantId}/v1/authorizations/${await beginAuthorization(server)}`;
        const unique = 'email' in valid ? { email: `user-${calls.length}@example.com` } : {};
        const body = JSON.stringify({ ...valid, ...unique, [name]: text });
        calls.push({ method: 'POST', path: `${path}/${action}`, headers: JSON_TYPE, body });
        finishes.push({ method: 'POST', path: `${path}/authorize` });
      }
      expect(await findBroken(server, calls)).toEqual([]);
      expect(await findBroken(server, finishes)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'in a path is unknown, not a fault',
    async () => {
      const id = await beginAuthorization(server);
      const calls = ENCODED_TEXTS.flatMap((text) => [
        { method: 'GET', path: `/${text}/v1/authorizations/${id}/view-data` },
        { method: 'GET', path: `/${server.tenantId}/v1/authorizations/${text}/view-data` },
        { method: 'GET', path: `/v1/authorizations/${text}/authentication-status?explain=${text}` },
        { method: 'POST', path: `/${server.tenantId}/v1/authorizations/${id}/${text}` },
        { method: 'GET', path: `/${text}/.well-known/openid-configuration` },
        { method: 'POST', path: `/${text}/v1/tokens` },
        { method: 'GET', path: `/authorize?id=${text}` },
      ]);
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'in a cookie is refused, not a fault',
    async () => {
      const id = await beginAuthorization(server);
      const cookies = [
        'IDP_AUTH_SESSION',
        'IDP_AUTH_SESSION=',
        '=',
        ';;;',
        `IDP_AUTH_SESSION-${id.slice(0, 8)}=%00`,
        `IDP_IDENTITY=${'x'.repeat(4000)}`,
        'IDP_IDENTITY=%ZZ; IDP_IDENTITY.sig=%ZZ',
        '__proto__=1',
        Array.from({ length: 200 }, (_, index) => `IDP_AUTH_SESSION-${index}=x`).join('; '),
      ];
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: GUIDE.clientId,
        scope: 'openid',
      }).toString();
      const calls = cookies.flatMap((cookie) =>
        [`authorizations/${id}/view-data`, `authorizations?${query}`, 'logout'].map((path) => ({
          method: 'GET',
          path: `/${server.tenantId}/v1/${path}`,
          headers: { cookie },
        })),
      );
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );
});
