import { GUIDE } from '@tessera/server';
import { TEXTS } from '../support-http/hostile-values.js';
import { openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { findBroken } from '../support-http/survival.js';

const TIMEOUT = 60_000;
const FORM = {
  authorization: `Basic ${Buffer.from(`${GUIDE.clientId}:${GUIDE.clientSecret}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const PATHS = ['tokens', 'tokens/introspection', 'tokens/revocation', 'logout', 'authorizations'];

/** Words, separated by blanks. */
const words = (text: string): string[] => text.split(' ');

describe('hostile input to the protocol endpoints', () => {
  let server: OpenServer;

  beforeAll(async () => {
    server = await openServer();
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  const posts = (
    paths: readonly string[],
    bodies: readonly string[],
    headers = FORM,
  ): Parameters<typeof findBroken>[1] =>
    paths.flatMap((path) =>
      bodies.map((body) => ({ method: 'POST', path: `/${server.tenantId}/v1/${path}`, headers, body })),
    );

  it(
    'at the start is refused, not a fault',
    async () => {
      const { clientId, redirectUri } = GUIDE;
      const valid = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        state: 's',
      };
      const names = words(
        'client_id redirect_uri scope state nonce prompt max_age acr_values login_hint ui_locales code_challenge response_type response_mode id_token_hint claims request request_uri __proto__',
      );
      const start = `/${server.tenantId}/v1/authorizations`;
      const single = names.flatMap((name) =>
        TEXTS.map((text) => new URLSearchParams({ ...valid, [name]: text }).toString()),
      );
      const repeated = names.map((name) => `${new URLSearchParams(valid).toString()}&${name}=a&${name}=b`);
      const calls = [...single, ...repeated].map((query) => ({ method: 'GET', path: `${start}?${query}` }));
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'in a form is refused, not a fault',
    async () => {
      const valid = { code: 'x', refresh_token: 'x', redirect_uri: GUIDE.redirectUri, token: 'x' };
      const names = words('code refresh_token redirect_uri code_verifier scope client_id client_secret token username');
      const forms = names.flatMap((name) =>
        TEXTS.map((text) => new URLSearchParams({ ...valid, [name]: text }).toString()),
      );
      for (const grant of ['authorization_code', 'refresh_token', '__proto__'])
        expect(
          await findBroken(
            server,
            posts(
              ['tokens'],
              forms.map((form) => `grant_type=${grant}&${form}`),
            ),
          ),
        ).toEqual([]);
      const tokens = TEXTS.map((text) => new URLSearchParams({ token: text, id_token_hint: text }).toString());
      expect(await findBroken(server, posts(PATHS, tokens))).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'as a form that is none is refused, not a fault',
    async () => {
      const bodies = [
        '%',
        '%zz=%zz',
        '=&=&',
        'grant_type',
        'grant_type=a&grant_type=b',
        '\u0000',
        'a=b'.repeat(40_000),
        '{}',
      ];
      expect(await findBroken(server, posts(PATHS, bodies))).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'as credentials is refused, not a fault',
    async () => {
      const credentials = [
        'Basic',
        'Basic x',
        'Basic Og==',
        'Basic JTAwOiUwMA==',
        'Basic JVpaOiVaWg==',
        'Bearer',
        'Digest x',
      ];
      for (const authorization of [...credentials, `Bearer ${'x'.repeat(8000)}`]) {
        const calls = posts([...PATHS, 'userinfo', 'jwks'], ['grant_type=client_credentials'], {
          ...FORM,
          authorization,
        });
        expect(await findBroken(server, calls)).toEqual([]);
      }
    },
    TIMEOUT,
  );
});
