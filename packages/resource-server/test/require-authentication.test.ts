import { createServer } from 'node:http';
import {
  requireAuthentication,
  tokenOf,
  TokenCheckUnavailableError,
  type RequireAuthenticationOptions,
  type TokenClaims,
} from '@tessera/resource-server';
import { Resource, type Answered } from './support/resource.js';

const NOW = 1_760_000_000;
const TOKEN: TokenClaims = { sub: 'u1', scope: 'accounts transfers', acr: 'urn:example:mfa', auth_time: NOW - 60 };

describe('a resource that requires authentication', () => {
  const open: Resource[] = [];

  /** What a resource with these requirements answers to a token with these claims. */
  async function ask(
    requirements: Partial<RequireAuthenticationOptions>,
    claims: TokenClaims | undefined = TOKEN,
    authorization = 'Bearer token',
  ): Promise<Answered> {
    const verify = async (token: string): Promise<TokenClaims | undefined> => (token === 'token' ? claims : undefined);
    const resource = await Resource.behind(requireAuthentication({ verify, now: () => NOW * 1000, ...requirements }));
    open.push(resource);
    return resource.get(authorization);
  }

  afterEach(async () => {
    for (const resource of open.splice(0)) await resource.close();
  });

  it('passes a valid token on', async () => {
    expect(await ask({})).toEqual({ status: 200, challenge: null, body: TOKEN });
    expect(await ask({}, TOKEN, 'bEARER  token')).toMatchObject({ status: 200 });
  });

  it('passes a token that has all that is asked', async () => {
    const all = { acrValues: ['urn:example:high', 'urn:example:mfa'], maxAge: 60, scopes: ['transfers', 'accounts'] };
    expect(await ask(all)).toMatchObject({ status: 200 });
  });

  it.each([undefined, 'Basic dTpw', 'Bearerless token'])(
    'challenges without an error when it finds no token in %s',
    async (header) => {
      const resource = await Resource.behind(
        requireAuthentication({ verify: async () => TOKEN, maxAge: 1, realm: 'bank' }),
      );
      open.push(resource);
      expect(await resource.get(header)).toEqual({ status: 401, challenge: 'Bearer realm="bank"', body: {} });
    },
  );

  it.each(['Bearer', 'Bearer a b', 'Bearer "token"', 'Bearer ,'])('calls %s malformed', async (header) => {
    expect(await ask({}, TOKEN, header)).toEqual({
      status: 400,
      challenge: 'Bearer error="invalid_request", error_description="The Authorization header is malformed"',
      body: { error: 'invalid_request', error_description: 'The Authorization header is malformed' },
    });
  });

  const INVALID = {
    status: 401,
    challenge: 'Bearer error="invalid_token", error_description="The access token is invalid or expired"',
  };

  it('refuses an invalid token, and one that is bound to a key', async () => {
    expect(await ask({}, TOKEN, 'Bearer other')).toMatchObject(INVALID);
    expect(await ask({}, { ...TOKEN, cnf: { jkt: 'x' } })).toMatchObject(INVALID);
  });

  it('asks for another level (RFC 9470)', async () => {
    const requirements = { acrValues: ['urn:example:high', 'urn:example:higher'] };
    const description = 'A different authentication level is required';
    expect(await ask(requirements)).toEqual({
      status: 401,
      challenge: `Bearer error="insufficient_user_authentication", error_description="${description}", acr_values="urn:example:high urn:example:higher"`,
      body: {
        error: 'insufficient_user_authentication',
        error_description: description,
        acr_values: 'urn:example:high urn:example:higher',
      },
    });
    const { acr: _acr, ...withoutAcr } = TOKEN;
    expect(await ask(requirements, withoutAcr)).toMatchObject({ status: 401 });
    expect(await ask(requirements, { ...TOKEN, acr: ['urn:example:high'] as never })).toMatchObject({ status: 401 });
  });

  it('asks for a fresher sign-in (RFC 9470)', async () => {
    const challenge =
      'Bearer error="insufficient_user_authentication", error_description="More recent authentication is required", max_age="50"';
    expect(await ask({ maxAge: 50 })).toMatchObject({ status: 401, challenge });
    const { auth_time: _time, ...withoutTime } = TOKEN;
    expect(await ask({ maxAge: 50 }, withoutTime)).toMatchObject({ status: 401, challenge });
    expect(await ask({ maxAge: 50 }, { ...TOKEN, auth_time: String(NOW) as never })).toMatchObject({ status: 401 });
  });

  it.each([
    [54, 60, 5, 401],
    [55, 60, 5, 200],
    [59, 60, 0, 401],
    [60, 60, 0, 200],
    [0, 0, 0, 200],
    [0, 1, 0, 401],
  ])(
    'with maxAge %i and a sign-in %i s ago within %i s of tolerance answers %i',
    async (maxAge, age, tolerance, status) => {
      const requirements = { maxAge, clockToleranceSeconds: tolerance };
      expect(await ask(requirements, { ...TOKEN, auth_time: NOW - age })).toMatchObject({ status });
    },
  );

  it('believes no sign-in in the future', async () => {
    expect(await ask({ maxAge: 600 }, { ...TOKEN, auth_time: NOW + 5 })).toMatchObject({ status: 200 });
    expect(await ask({ maxAge: 600 }, { ...TOKEN, auth_time: NOW + 6 })).toMatchObject({ status: 401 });
  });

  it('refuses a token without the scope', async () => {
    expect(await ask({ scopes: ['transfers', 'admin'] })).toEqual({
      status: 403,
      challenge:
        'Bearer error="insufficient_scope", error_description="The access token lacks a scope", scope="transfers admin"',
      body: {
        error: 'insufficient_scope',
        error_description: 'The access token lacks a scope',
        scope: 'transfers admin',
      },
    });
    expect(await ask({ scopes: ['transfer'] })).toMatchObject({ status: 403 });
    expect(await ask({ scopes: ['accounts'] }, { sub: 'u1' })).toMatchObject({ status: 403 });
  });

  it('asks for everything at once when the sign-in falls short', async () => {
    const { challenge } = await ask({ acrValues: ['high'], maxAge: 600, scopes: ['admin'] });
    expect(challenge).toMatch(/, acr_values="high", max_age="600", scope="admin"$/);
    expect((await ask({ acrValues: ['high'], scopes: ['accounts'] })).challenge).toMatch(/, acr_values="high"$/);
  });

  it('passes on that a token cannot be checked', async () => {
    const error = new TokenCheckUnavailableError('away');
    const resource = await Resource.behind(requireAuthentication({ verify: () => Promise.reject(error) }));
    open.push(resource);
    expect(await resource.get('Bearer token')).toMatchObject({ status: 503, challenge: null });
    expect(resource.errors).toEqual([error]);
  });

  it('checks a token once for several requirements, but never with the eyes of another verifier', async () => {
    const calls: string[] = [];
    const verifier = (name: string, claims: TokenClaims) => async (): Promise<TokenClaims> => {
      calls.push(name);
      return claims;
    };
    const [first, second] = [verifier('first', TOKEN), verifier('second', { sub: 'u2' })];
    const resource = await Resource.behind(
      requireAuthentication({ verify: first }),
      requireAuthentication({ verify: first, scopes: ['accounts'] }),
      requireAuthentication({ verify: second }),
    );
    open.push(resource);
    expect(await resource.get('Bearer token')).toMatchObject({ status: 200, body: { sub: 'u2' } });
    expect(calls).toEqual(['first', 'second']);
  });

  it.each<Partial<RequireAuthenticationOptions>>([
    { acrValues: ['with blank'] },
    { acrValues: ['with"quote'] },
    { acrValues: [''] },
    { scopes: ['line\nbreak'] },
    { maxAge: -1 },
    { maxAge: 1.5 },
    { realm: 'a"b' },
  ])('is refused when it is made with %j', (options) => {
    expect(() => requireAuthentication({ verify: async () => TOKEN, ...options })).toThrow(TypeError);
  });

  it('has no token for a route without it', () => {
    const server = createServer();
    expect(() => tokenOf(server as never)).toThrow('tokenOf is called on a route without requireAuthentication');
  });
});
