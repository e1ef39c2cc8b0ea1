import { generateKeyPairSync } from 'node:crypto';
import { GUIDE } from '@tessera/server';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { Operator } from '../support-http/operator.js';
import { openPathProxy } from '../support-http/path-proxy.js';
import type { PathProxy } from '../support-http/path-proxy.js';
import { discover, refusal, request, signIn } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch, standsFor } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
const ALIAS = 'the-shop';

function privateKey(kid: string): Record<string, unknown> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...pair.privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

describe('a tenant that was brought over with its authorization server', () => {
  const [signer, other] = [privateKey('signer'), privateKey('other')];
  let server: OpenServer;
  let proxy: PathProxy;
  let operator: Operator;
  let config: oidc.Configuration;
  let block: Record<string, unknown>;

  beforeAll(async () => {
    server = await openServer();
    proxy = await openPathProxy('/realms/shop', () => server.issuer);
    standsFor(proxy.url, server.issuer);
    operator = await Operator.of(server);
    block = {
      issuer: proxy.url,
      authorization_endpoint: `${proxy.url}/v1/authorizations`,
      token_endpoint: `${proxy.url}/v1/tokens`,
      userinfo_endpoint: `${proxy.url}/v1/userinfo`,
      jwks_uri: `${proxy.url}/v1/jwks`,
      introspection_endpoint: `${proxy.url}/v1/tokens/introspection`,
      revocation_endpoint: `${proxy.url}/v1/tokens/revocation`,
      jwks: JSON.stringify({ keys: [other, signer] }),
      extension: {
        access_token_type: 'JWT',
        access_token_duration: 120,
        token_signed_key_id: 'signer',
        id_token_signed_key_id: 'signer',
      },
    };
    const { token_config: _token, ...tenant } = (await operator.call('GET', '')).body;
    expect(await operator.send('PUT', '', { ...tenant, authorization_server: block })).toMatchObject({ status: 200 });
    const { body: client } = await operator.call('GET', `clients/${GUIDE.clientId}`);
    const renamed = { ...client, client_id_alias: ALIAS, grant_types: ['authorization_code', 'refresh_token'] };
    expect(await operator.send('PUT', `clients/${GUIDE.clientId}`, renamed)).toMatchObject({ status: 200 });
    config = await discover({ issuer: proxy.url }, ALIAS);
    const agent = new UserAgent(server);
    await agent.open((await request(config)).url);
    await agent.must('initial-registration', PERSON);
    await agent.finish();
  }, TIMEOUT);

  afterAll(async () => {
    await proxy.close();
    await server.close();
  }, TIMEOUT);

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  it('is discovered under its own issuer, with its keys, and shows no private part of them', async () => {
    expect(config.serverMetadata()).toMatchObject({ issuer: proxy.url, jwks_uri: `${proxy.url}/v1/jwks` });
    const jwks = await (await checkedFetch(`${proxy.url}/v1/jwks`)).text();
    const shown = JSON.stringify(await operator.call('GET', ''));
    const audited = JSON.stringify(await operator.call('GET', 'audit-logs?limit=100'));
    expect(jwks).toContain(String(signer['n']));
    for (const text of [jwks, shown, audited])
      for (const key of [signer, other])
        for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(text).not.toContain(String(key[member]));
  });

  it('signs its users in at a client known by an alias', async () => {
    // The issuer is checked by the library; the audience is the client under the name that tokens carry.
    const { url, checks } = await request(config);
    const agent = new UserAgent(server);
    await agent.open(url);
    await agent.must('password-authentication', CREDENTIALS);
    const callback = await agent.finish();
    expect(callback.searchParams.get('iss')).toBe(proxy.url);
    const named = await discover({ issuer: proxy.url });
    oidc.enableNonRepudiationChecks(named);
    const tokens = await oidc.authorizationCodeGrant(named, callback, checks);
    expect(tokens.claims()).toMatchObject({ iss: proxy.url, aud: GUIDE.clientId });
    const keys = createRemoteJWKSet(new URL(`${proxy.url}/v1/jwks`));
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, {
      issuer: proxy.url,
      typ: 'at+jwt',
    });
    expect(protectedHeader.kid).toBe('signer');
    expect(payload).toMatchObject({ client_id: GUIDE.clientId, aud: proxy.url, sub: tokens.claims()?.sub });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(120);
    expect((await jwtVerify(tokens.id_token ?? '', keys, { issuer: proxy.url })).protectedHeader.kid).toBe('signer');
  });

  it('accepts its JWTs until they are revoked, and takes the alias wherever a client names itself', async () => {
    const named = await discover({ issuer: proxy.url });
    const tokens = await signIn(named, new UserAgent(server), CREDENTIALS);
    const sub = tokens.claims()?.sub ?? '';
    expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ sub });
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      client_id: GUIDE.clientId,
    });
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
    const authorization = `Basic ${Buffer.from(`${ALIAS}:${GUIDE.clientSecret}`).toString('base64')}`;
    const refreshed = await checkedFetch(`${proxy.url}/v1/tokens`, {
      method: 'POST',
      body,
      headers: { authorization },
    });
    expect(refreshed.status).toBe(200);
    await oidc.tokenRevocation(config, tokens.access_token);
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
  });

  it('refuses a grant that the client does not have, under either name', async () => {
    expect(await refusal(oidc.clientCredentialsGrant(config))).toMatchObject({ error: 'unauthorized_client' });
  });

  it('is written back as it was read, and a client that takes the alias is refused', async () => {
    const { body } = await operator.call('GET', '');
    const again = await operator.send('PUT', '', body);
    expect(again).toMatchObject({ status: 200, body: { diff: [] } });
    expect(again.body).not.toHaveProperty('warnings');
    const taken = await operator.send('POST', 'clients', { client_id: ALIAS, redirect_uris: [GUIDE.redirectUri] });
    expect(taken).toMatchObject({ status: 409, body: { error: 'conflict', conflicting_id: GUIDE.clientId } });
  });

  it('tells a key that cannot sign at once', async () => {
    const broken = { ...privateKey('broken'), n: other['n'] };
    const { body } = await operator.call('GET', '');
    const answer = await operator.send('PUT', '', { ...body, authorization_server: { jwks: { keys: [broken] } } });
    expect(answer).toMatchObject({
      status: 400,
      body: { violations: [{ pointer: '/authorization_server/jwks/keys/0' }] },
    });
  });
});
