import { createLocalJWKSet, jwtVerify, SignJWT, generateKeyPair, type JSONWebKeySet } from 'jose';
import { BASIC, Browser, claimsOf, type TokenAnswer } from './support/browser.js';
import { aClient, aTenant, SUB, TENANT_ID } from './support/identity-server.js';
import { aServerBlock } from './support/server-block.js';
import { withServer } from './support/with-server.js';

const JWTS = { authorizationServer: aServerBlock({ extension: { accessTokenType: 'jwt' } }) } as const;
const PASSWORD = {
  grant_type: 'password',
  username: 'user@example.com',
  password: 'Test1234!',
  scope: 'openid profile',
};

describe('access tokens as JWTs (RFC 9068)', () => {
  const server = withServer();
  let browser: Browser;
  beforeEach(() => {
    server().put(aTenant(JWTS), aClient());
    browser = new Browser(server());
  });
  const keys = async (): Promise<JSONWebKeySet> =>
    (await (await fetch(`${server().issuer}/v1/jwks`)).json()) as JSONWebKeySet;
  const verified = async (token: string): Promise<Awaited<ReturnType<typeof jwtVerify>>> =>
    jwtVerify(token, createLocalJWKSet(await keys()), { issuer: server().issuer, audience: server().issuer });
  const grant = async (form: Record<string, string>): Promise<TokenAnswer> =>
    (await (await browser.post('/v1/tokens', form)).json()) as TokenAnswer;

  it('are signed by a published key and say who, for whom, how and until when', async () => {
    const { access_token: token, expires_in: expiresIn } = await browser.tokens();
    const { payload, protectedHeader } = await verified(token);
    expect(protectedHeader).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
    expect(payload).toMatchObject({
      sub: SUB,
      client_id: 'web-app',
      scope: 'openid profile',
      amr: ['password', 'sms'],
    });
    expect(payload).toMatchObject({ jti: expect.any(String), sid: expect.any(String), auth_time: expect.any(Number) });
    expect([Number(payload.exp) - Number(payload.iat), expiresIn]).toEqual([1800, 1800]);
  });

  it.each([
    ['password', PASSWORD, { sub: SUB }],
    ['client_credentials', { grant_type: 'client_credentials', scope: 'transfers' }, { sub: 'web-app' }],
  ])('come from the %s grant too', async (_name, form, expected) => {
    expect((await verified((await grant(form)).access_token)).payload).toMatchObject(expected);
  });

  it('work at userinfo, at introspection and as a bearer, until they are revoked', async () => {
    const { access_token: token, refresh_token: refreshToken } = await browser.tokens();
    expect((await browser.userinfo(token)).status).toBe(200);
    expect(await browser.introspect(token)).toMatchObject({
      active: true,
      sub: SUB,
      client_id: 'web-app',
      jti: claimsOf(token)['jti'],
      iss: server().issuer,
    });
    expect(await server().authorization.verifyBearer(TENANT_ID, token)).toMatchObject({ kind: 'user', sub: SUB });
    expect((await browser.post('/v1/tokens/revocation', { token })).status).toBe(200);
    expect((await browser.userinfo(token)).status).toBe(401);
    expect(await browser.introspect(token)).toEqual({ active: false });
    expect(await server().authorization.verifyBearer(TENANT_ID, token)).toBeUndefined();
    const refreshed = (await (await browser.refresh(refreshToken)).json()) as TokenAnswer;
    expect((await verified(refreshed.access_token)).payload.sub).toBe(SUB);
  });

  it('of clients are bearers too', async () => {
    const { access_token: token } = await grant({ grant_type: 'client_credentials', scope: 'transfers' });
    expect(await server().authorization.verifyBearer(TENANT_ID, token)).toMatchObject({
      kind: 'client',
      clientId: 'web-app',
    });
    await browser.post('/v1/tokens/revocation', { token });
    expect(await server().authorization.verifyBearer(TENANT_ID, token)).toBeUndefined();
  });

  it('end with their life in the store', async () => {
    const { access_token: token } = await browser.tokens();
    server().clock.advanceSeconds(1800);
    expect(await browser.introspect(token)).toEqual({ active: false });
  });

  it('count only whole: neither their jti nor a forged, foreign or altered one is a token', async () => {
    const { access_token: token } = await browser.tokens();
    const claims = claimsOf(token);
    const { privateKey } = await generateKeyPair('RS256');
    const [head = '', , signature = ''] = token.split('.');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' }).sign(privateKey);
    const altered = [head, Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url'), signature];
    const { id_token: idToken = '' } = await browser.tokens();
    for (const value of [String(claims['jti']), forged, altered.join('.'), idToken, 'presented-as-jwt', 'a.b.c']) {
      expect((await browser.userinfo(value)).status).toBe(401);
      expect(await browser.introspect(value)).toEqual({ active: false });
      expect(await server().authorization.verifyBearer(TENANT_ID, value)).toBeUndefined();
    }
  });

  it('are hashed into the at_hash of the id_token', async () => {
    const { access_token: token, id_token: idToken } = await browser.tokens();
    const { createHash } = await import('node:crypto');
    const half = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
    expect(claimsOf(idToken)['at_hash']).toBe(half);
  });

  it('are for the clients that want them where the tenant has opaque ones, and the other way round', async () => {
    server().put(aTenant(), aClient({ extension: { accessTokenType: 'jwt' } }));
    expect((await verified((await browser.tokens()).access_token)).payload.sub).toBe(SUB);
    server().put(aTenant({ ...JWTS, version: 2 }), aClient({ extension: { accessTokenType: 'opaque' } }));
    expect((await browser.tokens()).access_token).toMatch(/^[\w-]{43}$/);
  });

  it('leave neither the token nor its jti in the store', async () => {
    const { access_token: token } = await browser.tokens();
    const written = JSON.stringify(server().protocol.written);
    expect(written).not.toContain(token);
    expect(written).not.toContain(String(claimsOf(token)['jti']));
  });

  it('are no bearers for another tenant', async () => {
    const { access_token: token } = await browser.tokens();
    const other = '9f0c0ad5-8cf5-4c11-9a8f-3a4f7f3c6d10';
    server().put(aTenant({ ...JWTS, id: other }), aClient({ tenantId: other }));
    expect(await server().authorization.verifyBearer(other, token)).toBeUndefined();
    const answer = await fetch(`${server().base}/${other}/v1/tokens/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { authorization: BASIC },
    });
    expect(await answer.json()).toEqual({ active: false });
  });
});
