import { ProtocolSessions } from '@tessera/oidc';
import { Browser } from './support/browser.js';
import { aClient, aTenant, OTHER_TENANT_ID, SUB, signInOf, TENANT_ID } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const SCOPE = { scope: 'openid password:reset' };

describe('the access token of a sign-in with a one-time code', () => {
  const server = withServer();
  beforeEach(() => {
    server().put(aTenant(), aClient({ scopes: ['openid', 'profile', 'password:reset'] }));
  });
  const verify = async (token: string) => {
    const verified = await server().authorization.verifyBearer(TENANT_ID, token);
    return verified?.kind === 'user' ? verified : undefined;
  };
  const signIn = (codeAt?: number, parameters: Record<string, string> = SCOPE) => {
    const login = {
      ...signInOf(SUB, server().clock.now(), ['sms']),
      ...(codeAt !== undefined && { oneTimeCodeAt: codeAt }),
    };
    return new Browser(server()).tokens(parameters, { login });
  };

  it('proves the code once, for ten minutes', async () => {
    const at = server().clock.now();
    const [first, second] = [await signIn(at), await signIn(at)];
    const proof = (await verify(first.access_token))?.codeProof;
    expect(proof?.at).toBe(at);
    const taken = await Promise.all([proof?.take(), proof?.take(), proof?.take()]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect((await verify(first.access_token))?.codeProof).toBeUndefined();
    server().clock.advanceSeconds(599);
    expect((await verify(second.access_token))?.codeProof).toBeDefined();
    server().clock.advanceSeconds(1);
    expect(await verify(second.access_token)).toMatchObject({ sub: SUB });
    expect((await verify(second.access_token))?.codeProof).toBeUndefined();
  });

  it('proves nothing a second time after a refresh', async () => {
    const { access_token, refresh_token } = await signIn(server().clock.now());
    await (await verify(access_token))?.codeProof?.take();
    const answer = await new Browser(server()).refresh(refresh_token);
    const renewed = (await answer.json()) as { access_token: string };
    expect((await verify(renewed.access_token))?.scopes).toContain('password:reset');
    expect((await verify(renewed.access_token))?.codeProof).toBeUndefined();
  });

  it('proves nothing without a code, without the scope, or where the scope was denied', async () => {
    const at = server().clock.now();
    expect((await verify((await signIn()).access_token))?.codeProof).toBeUndefined();
    expect((await verify((await signIn(at, { scope: 'openid' })).access_token))?.codeProof).toBeUndefined();
    const login = { ...signInOf(SUB, at, ['sms']), oneTimeCodeAt: at };
    const denied = await new Browser(server()).tokens(SCOPE, { login, deniedScopes: ['password:reset'] });
    expect((await verify(denied.access_token))?.codeProof).toBeUndefined();
    expect(server().protocol.written.filter(({ kind }) => kind === 'PasswordResetProof')).toEqual([]);
  });

  it('is of no use in another tenant', async () => {
    const { access_token } = await signIn(server().clock.now());
    expect(await server().authorization.verifyBearer(OTHER_TENANT_ID, access_token)).toBeUndefined();
  });
});

describe('the sessions of a user, but for one', () => {
  const server = withServer();

  it('end with all codes and tokens, those of the spared session too, except the one access token', async () => {
    const [here, there] = [new Browser(server()), new Browser(server())];
    const mine = await here.tokens();
    const again = await here.tokens();
    const other = await there.tokens();
    const code = await here.code();
    const verified = await server().authorization.verifyBearer(TENANT_ID, mine.access_token);
    if (verified?.kind !== 'user') throw new Error('the token is not alive');
    expect(verified.login.sessionId).toEqual(expect.any(String));
    const sessions = new ProtocolSessions(server().protocol);
    const end = (): Promise<number> =>
      sessions.endOthers({ tenantId: TENANT_ID, sub: SUB }, verified.login, server().clock.now());
    expect([await end(), await end()]).toEqual([1, 0]);
    const alive = await Promise.all(
      [mine, again, other].map(async ({ access_token: token }) => (await here.userinfo(token)).status),
    );
    expect(alive).toEqual([200, 401, 401]);
    for (const { refresh_token } of [mine, again, other]) expect((await here.refresh(refresh_token)).status).toBe(400);
    expect((await here.exchange(code)).status).toBe(400);
    const left = await sessions.listByUser(TENANT_ID, SUB, server().clock.now());
    expect(left.map(({ id }) => id)).toEqual([verified.login.sessionId]);
  });
});
