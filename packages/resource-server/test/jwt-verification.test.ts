import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { jwtVerification, TokenCheckUnavailableError, type JwtVerificationOptions } from '@tessera/resource-server';
import { openHttp, type OpenHttp } from './support/open-http.js';

const NOW = 1_760_000_000;
const ISSUER = 'https://id.example.com';
const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: 'https://api.example.com',
  sub: 'u1',
  exp: NOW + 60,
  acr: 'urn:example:mfa',
  auth_time: NOW - 5,
};

describe('checking JWTs', () => {
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let other: { privateKey: CryptoKey };
  let server: OpenHttp;
  let status: number;
  let fetches: number;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    other = await generateKeyPair('ES256');
  });

  beforeEach(async () => {
    status = 200;
    fetches = 0;
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };
    server = await openHttp((_req, res) => {
      fetches += 1;
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    });
  });

  afterEach(() => server.close());

  const sign = (
    claims: JWTPayload = CLAIMS,
    header = {},
    key: CryptoKey | Uint8Array = keys.privateKey,
  ): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header }).sign(key);
  const check = (options: Partial<JwtVerificationOptions> = {}): ReturnType<typeof jwtVerification> =>
    jwtVerification({
      issuer: ISSUER,
      audience: 'https://api.example.com',
      keys: { jwksUri: `${server.url}/jwks` },
      now: () => NOW * 1000,
      ...options,
    });

  it('gives the claims of a token that holds, and gets the keys once', async () => {
    const verify = check();
    expect(await verify(await sign())).toEqual(CLAIMS);
    expect(await verify(await sign())).toEqual(CLAIMS);
    expect(fetches).toBe(1);
  });

  it('takes keys that are given', async () => {
    const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1' }] };
    expect(await check({ keys: { jwks } })(await sign())).toEqual(CLAIMS);
    expect(fetches).toBe(0);
  });

  it.each<[string, JWTPayload]>([
    ['of another issuer', { ...CLAIMS, iss: 'https://other.example.com' }],
    ['for another audience', { ...CLAIMS, aud: 'https://other.example.com' }],
    ['that has expired', { ...CLAIMS, exp: NOW - 6 }],
    ['that never expires', (({ exp: _exp, ...rest }) => rest)(CLAIMS)],
    ['that is not valid yet', { ...CLAIMS, nbf: NOW + 6 }],
  ])('takes no token %s', async (_what, claims) => {
    expect(await check()(await sign(claims))).toBeUndefined();
  });

  it('takes a token of any of its audiences', async () => {
    const audience = ['https://other.example.com', 'https://api.example.com'];
    expect(await check({ audience })(await sign())).toEqual(CLAIMS);
  });

  it('takes no id_token, unless the type is left aside', async () => {
    const token = await sign(CLAIMS, { typ: 'JWT' });
    expect(await check()(token)).toBeUndefined();
    expect(await check({ type: false })(token)).toEqual(CLAIMS);
  });

  it('takes no token that another key has signed, that has been changed, or that is none', async () => {
    const verify = check();
    expect(await verify(await sign(CLAIMS, {}, other.privateKey))).toBeUndefined();
    expect(await verify(await sign(CLAIMS, { kid: 'k2' }))).toBeUndefined();
    const [header, , signature] = (await sign()).split('.');
    const changed = Buffer.from(JSON.stringify({ ...CLAIMS, acr: 'high' })).toString('base64url');
    expect(await verify(`${header}.${changed}.${signature}`)).toBeUndefined();
    for (const token of ['opaque', 'a.b.c', '']) expect(await verify(token)).toBeUndefined();
  });

  it('takes no token without signature, nor one signed with a shared secret', async () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(await check()(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(CLAIMS)}.`)).toBeUndefined();
    const secret = new TextEncoder().encode('a-secret-that-is-at-least-thirty-two-bytes');
    expect(await check()(await sign(CLAIMS, { alg: 'HS256' }, secret))).toBeUndefined();
  });

  it('takes no token that does not name its key when several would do', async () => {
    const jwk = await exportJWK(keys.publicKey);
    const token = await sign(CLAIMS, { kid: undefined });
    expect(await check({ keys: { jwks: { keys: [jwk, jwk] } } })(token)).toBeUndefined();
  });

  it('is unavailable while there are no keys', async () => {
    status = 500;
    const verify = check();
    await expect(verify(await sign())).rejects.toThrow(TokenCheckUnavailableError);
    status = 200;
    expect(await verify(await sign())).toEqual(CLAIMS);
  });

  it('gets keys over no plain network', () => {
    expect(() => check({ keys: { jwksUri: 'http://id.example.com/jwks' } })).toThrow(TypeError);
  });
});
