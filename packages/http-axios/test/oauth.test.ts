import type { OAuthAuthorization, OutboundResult } from '@tessera/core';
import { answered, anOAuth, faulted, Fixture } from './support/fixture.js';
import { type Answer, json, LocalServer, type Received } from './support/local-server.js';

describe('OAuth 2.0 of an outbound call', () => {
  let tokenServer: LocalServer;
  let api: LocalServer;
  let fixture: Fixture;
  let answerToken: Answer;
  let answerCall: Answer;
  let issued: number;

  beforeEach(async () => {
    issued = 0;
    answerToken = (_request, response) => {
      issued += 1;
      json(response, 200, { access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 3600 });
    };
    answerCall = (_request, response) => json(response, 200, {});
    tokenServer = await LocalServer.start((request, response) => answerToken(request, response));
    api = await LocalServer.start((request, response) => answerCall(request, response));
    fixture = new Fixture();
  });

  afterEach(async () => {
    fixture.client.close();
    await Promise.all([tokenServer.stop(), api.stop()]);
  });

  function oauthOf(overrides: Partial<OAuthAuthorization> = {}): OAuthAuthorization {
    return anOAuth({ tokenEndpoint: tokenServer.url('/token'), ...overrides });
  }

  function call(overrides: Partial<OAuthAuthorization> = {}, tenantId = 'tenant-1'): Promise<OutboundResult> {
    return fixture.send({ url: api.url('/'), tenantId, authentication: { type: 'oauth2', oauth: oauthOf(overrides) } });
  }

  function bearers(): (string | undefined)[] {
    return api.received.map(({ headers }) => headers.authorization);
  }

  function formOf(request: Received | undefined): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(request?.body));
  }

  /** Answers 401 to every token in the list. */
  function revoke(...tokens: string[]): void {
    answerCall = (request, response) => {
      json(response, tokens.some((token) => request.headers.authorization === `Bearer ${token}`) ? 401 : 200, {});
    };
  }

  describe('asks for a token', () => {
    it('with a form, and sends it as Bearer', async () => {
      answered(await call({ scope: 'application' }));
      expect(tokenServer.received[0]).toMatchObject({
        method: 'POST',
        path: '/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      });
      expect(tokenServer.received[0]?.headers.authorization).toBeUndefined();
      expect(formOf(tokenServer.received[0])).toEqual({
        grant_type: 'password',
        client_id: 'your-client-id',
        username: 'username',
        password: 'p&ss wörd',
        scope: 'application',
      });
      expect(bearers()).toEqual(['Bearer token-1']);
    });

    it('by client credentials, without user and without a scope that is not configured', async () => {
      await call({ type: 'client_credentials' });
      expect(formOf(tokenServer.received[0])).toEqual({
        grant_type: 'client_credentials',
        client_id: 'your-client-id',
      });
    });

    it('with the secret in the form for client_secret_post', async () => {
      await call({
        type: 'client_credentials',
        clientAuthenticationType: 'client_secret_post',
        clientSecret: 's&cret',
      });
      expect(formOf(tokenServer.received[0])).toMatchObject({ client_id: 'your-client-id', client_secret: 's&cret' });
    });

    it('with form-encoded Basic credentials for client_secret_basic, and no client in the form', async () => {
      const clientAuthenticationType = 'client_secret_basic';
      await call({ type: 'client_credentials', clientAuthenticationType, clientId: 'id:1', clientSecret: 'a b+c' });
      const expected = `Basic ${Buffer.from('id%3A1:a+b%2Bc').toString('base64')}`;
      expect(tokenServer.received[0]?.headers.authorization).toBe(expected);
      expect(formOf(tokenServer.received[0])).toEqual({ grant_type: 'client_credentials' });
    });
  });

  describe('calls it a token failure', () => {
    it.each([
      ['a refusal', 401, { error: 'invalid_client' }],
      ['a redirect', 302, {}],
      ['a failure of the server', 500, {}],
      ['an answer without a token', 200, { token_type: 'Bearer' }],
      ['an empty token', 200, { access_token: '' }],
      ['a token that is no text', 200, { access_token: 1 }],
      ['an answer that is a list', 200, ['token']],
    ])('%s', async (_name, status, body) => {
      answerToken = (_request, response) => json(response, status, body);
      expect(faulted(await call())).toMatchObject({
        fault: 'token_refused',
        cause: expect.stringContaining(`token endpoint ${tokenServer.url('')} answered ${status}`),
      });
      expect(api.received).toEqual([]);
    });

    it('an answer that is not JSON, none of which is told', async () => {
      answerToken = (_request, response) => response.end('<html>h1dden</html>');
      const fault = faulted(await call());
      expect(fault.fault).toBe('token_refused');
      expect(fault.cause).not.toContain('h1dden');
    });
  });

  it('tells faults of the token endpoint from faults of the service', async () => {
    const silent = await LocalServer.start(() => undefined);
    const slow = oauthOf({ tokenEndpoint: silent.url('/token') });
    const request = { url: api.url('/'), timeoutSeconds: 0.05 };
    expect(faulted(await fixture.send({ ...request, authentication: { type: 'oauth2', oauth: slow } })).fault).toBe(
      'token_timeout',
    );
    await silent.stop();
    expect(faulted(await call({ tokenEndpoint: silent.url('/token') })).fault).toBe('token_unreachable');
    expect(faulted(await call({ tokenEndpoint: 'token' })).fault).toBe('token_transport');
  });

  describe('without cache', () => {
    it('fetches a token for every call and keeps none', async () => {
      await call();
      await call();
      expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2']);
      expect(fixture.tokenCache.entries.size).toBe(0);
    });

    it('takes a 401 to the fresh token as the answer', async () => {
      revoke('token-1');
      expect(answered(await call()).status).toBe(401);
      expect(issued).toBe(1);
    });
  });

  describe('with cache', () => {
    const cached = { cacheEnabled: true } as const;

    it('uses a token again until its lifetime less the buffer is over', async () => {
      await call(cached);
      fixture.clock.advance(3_540_000 - 1);
      await call(cached);
      expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1']);
      fixture.clock.advance(1);
      await call(cached);
      expect(bearers()[2]).toBe('Bearer token-2');
    });

    it('assumes cache_ttl_seconds when the answer has no expires_in', async () => {
      answerToken = (_request, response) => json(response, 200, { access_token: 'token' });
      await call({ ...cached, cacheTtlSeconds: 100, cacheBufferSeconds: 10 });
      const [entry] = fixture.tokenCache.entries.values();
      expect(entry).toEqual({ token: 'token', expiresAt: fixture.clock.now() + 90_000 });
    });

    it.each([60, 59, 0, '60'])('keeps no token that lives %p seconds, no longer than the buffer', async (expiresIn) => {
      answerToken = (_request, response) => json(response, 200, { access_token: 'token', expires_in: expiresIn });
      await call(cached);
      expect(fixture.tokenCache.entries.size).toBe(0);
    });

    it('keeps tokens under a hash: neither tenant nor secret can be read from the key', async () => {
      await call({ ...cached, clientSecret: 's3cret' });
      expect([...fixture.tokenCache.entries.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    });

    it.each<[string, Partial<OAuthAuthorization>, string]>([
      ['tenants', {}, 'tenant-2'],
      ['passwords', { password: 'changed' }, 'tenant-1'],
      ['client secrets', { clientSecret: 'changed' }, 'tenant-1'],
      ['scopes', { scope: 'other' }, 'tenant-1'],
    ])('does not share a token between %s', async (_name, overrides, tenantId) => {
      await call(cached);
      await call({ ...cached, ...overrides }, tenantId);
      expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2']);
    });

    it('shares one token call among 20 calls at the same time', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => call(cached)));
      expect(results.map((result) => answered(result).status)).toEqual(Array(20).fill(200));
      expect(tokenServer.received).toHaveLength(1);
      expect(new Set(bearers())).toEqual(new Set(['Bearer token-1']));
    });

    it('tells all who share a token call of its failure, and asks again later', async () => {
      const working = answerToken;
      answerToken = (_request, response) => json(response, 500, {});
      const results = await Promise.all(Array.from({ length: 5 }, () => call(cached)));
      expect(results.map((result) => faulted(result).fault)).toEqual(Array(5).fill('token_refused'));
      expect(tokenServer.received).toHaveLength(1);
      answerToken = working;
      expect(answered(await call(cached)).status).toBe(200);
    });

    it('does not wait for a shared token call beyond its own limit', async () => {
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      answerToken = (_request, response) => void released.then(() => json(response, 200, { access_token: 'late' }));
      const patient = call(cached);
      const oauth = oauthOf(cached);
      const hasty = await fixture.send({
        url: api.url('/'),
        timeoutSeconds: 0.05,
        authentication: { type: 'oauth2', oauth },
      });
      expect(faulted(hasty).fault).toBe('token_timeout');
      release();
      expect(answered(await patient).status).toBe(200);
      expect(tokenServer.received).toHaveLength(1);
    });

    it('asks itself when the call that it joined ran out of time earlier', async () => {
      let asked = 0;
      answerToken = (_request, response) => {
        asked += 1;
        if (asked > 1) json(response, 200, { access_token: 'second' });
      };
      const oauth = oauthOf(cached);
      const authentication = { type: 'oauth2', oauth } as const;
      const hasty = fixture.send({ url: api.url('/'), timeoutSeconds: 0.05, authentication });
      const patient = fixture.send({ url: api.url('/'), authentication });
      expect(faulted(await hasty).fault).toBe('token_timeout');
      expect(answered(await patient).status).toBe(200);
      expect(bearers()).toEqual(['Bearer second']);
    });

    it('drops a cached token that is answered 401, fetches a new one and repeats the call once', async () => {
      await call(cached);
      revoke('token-1');
      expect(answered(await call(cached)).status).toBe(200);
      expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
      expect([...fixture.tokenCache.entries.values()].map(({ token }) => token)).toEqual(['token-2']);
    });

    it('takes a second 401 as the answer', async () => {
      await call(cached);
      revoke('token-1', 'token-2');
      expect(answered(await call(cached)).status).toBe(401);
      expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    });

    it('takes a 401 to a token that was just fetched as the answer', async () => {
      revoke('token-1');
      expect(answered(await call(cached)).status).toBe(401);
      expect(bearers()).toEqual(['Bearer token-1']);
    });

    it('fetches one new token for 20 calls that were all answered 401', async () => {
      await call(cached);
      revoke('token-1');
      const results = await Promise.all(Array.from({ length: 20 }, () => call(cached)));
      expect(results.map((result) => answered(result).status)).toEqual(Array(20).fill(200));
      expect(issued).toBe(2);
    });

    it('gives the failure when no new token is to be had after a 401', async () => {
      await call(cached);
      revoke('token-1');
      answerToken = (_request, response) => json(response, 400, {});
      expect(faulted(await call(cached)).fault).toBe('token_refused');
    });

    it('costs a token call, and no more, when the cache is out of order', async () => {
      fixture.tokenCache.isBroken = true;
      expect(answered(await call(cached)).status).toBe(200);
      expect(answered(await call(cached)).status).toBe(200);
      expect(issued).toBe(2);
    });
  });
});
