import { ProtocolSessions } from '@tessera/oidc';
import { Browser, claimsOf, type TokenAnswer } from './support/browser.js';
import {
  OTHER_SUB,
  OTHER_TENANT_ID,
  signInOf,
  SUB,
  TENANT_ID,
  type IdentityServer,
} from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const sessionsOf = (server: IdentityServer): ProtocolSessions => new ProtocolSessions(server.protocol);

/** What `prompt=none` answers: the code, or the error. */
async function silently(browser: Browser, parameters: Record<string, string> = {}): Promise<URLSearchParams> {
  const answer = await browser.start({ prompt: 'none', ...parameters });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

describe('the sessions of a user', () => {
  const server = withServer();
  const list = (sub = SUB): ReturnType<ProtocolSessions['listByUser']> =>
    sessionsOf(server()).listByUser(TENANT_ID, sub, server().clock.now());

  it('are listed oldest first, each with what is known of it', async () => {
    const first = new Browser(server());
    const startedAt = server().clock.now();
    await first.signIn({}, { login: signInOf(SUB, startedAt, ['password']) });
    server().clock.advanceSeconds(5);
    await new Browser(server()).signIn({}, { login: signInOf(SUB, server().clock.now(), ['sms']) });
    await new Browser(server()).signIn({}, { sub: OTHER_SUB });
    const listed = await list();
    expect(listed).toHaveLength(2);
    expect(listed[0]).toEqual({
      id: expect.any(String),
      sub: SUB,
      factors: [{ method: 'password', at: startedAt }],
      amr: ['password'],
      authenticatedAt: startedAt,
      startedAt,
      expiresAt: startedAt + 3_600_000,
      clientIds: ['web-app'],
    });
    expect(await sessionsOf(server()).listByUser(OTHER_TENANT_ID, SUB, server().clock.now())).toEqual([]);
  });

  it('are found by the id that they keep while their cookie rotates, until the idle limit', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const [session] = await list();
    await browser.signIn();
    const find = (): ReturnType<ProtocolSessions['find']> =>
      sessionsOf(server()).find(TENANT_ID, session?.id ?? '', server().clock.now());
    expect(await find()).toMatchObject({ id: session?.id, sub: SUB });
    expect(await list()).toHaveLength(1);
    server().clock.advanceSeconds(3600);
    expect(await find()).toBeUndefined();
    expect(await list()).toEqual([]);
  });

  it('end alone, with every token issued in them and no other', async () => {
    const [here, there] = [new Browser(server()), new Browser(server())];
    const earlier = await here.tokens();
    const [session] = await list();
    const later = await here.tokens();
    const quiet = (await (await here.exchange((await silently(here)).get('code') ?? '')).json()) as TokenAnswer;
    const elsewhere = await there.tokens();
    const code = await here.code();

    const { clock } = server();
    expect(await sessionsOf(server()).end(TENANT_ID, session?.id ?? '', clock.now())).toBe(true);
    expect(await sessionsOf(server()).end(TENANT_ID, session?.id ?? '', clock.now())).toBe(false);
    for (const { access_token, refresh_token } of [earlier, later, quiet]) {
      expect((await here.userinfo(access_token)).status).toBe(401);
      expect((await here.refresh(refresh_token)).status).toBe(400);
    }
    expect((await here.exchange(code)).status).toBe(400);
    expect((await silently(here)).get('error')).toBe('login_required');
    expect((await there.userinfo(elsewhere.access_token)).status).toBe(200);
    expect((await silently(there)).has('code')).toBe(true);
  });

  it('end together, and say how many they were', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    await new Browser(server()).signIn();
    await new Browser(server()).signIn({}, { sub: OTHER_SUB });
    const { clock } = server();
    expect(await sessionsOf(server()).endAll(TENANT_ID, SUB, clock.now())).toBe(2);
    expect(await sessionsOf(server()).endAll(TENANT_ID, SUB, clock.now())).toBe(0);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    expect(await list(OTHER_SUB)).toHaveLength(1);
  });

  it('do not come back to life with a request that had read them before', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const [session] = await list();
    const { hooks, clock } = server();
    const { startAuthentication } = hooks;
    hooks.startAuthentication = async (command) => {
      await sessionsOf(server()).end(TENANT_ID, session?.id ?? '', clock.now());
      return startAuthentication(command);
    };
    await browser.begin();
    expect(await list()).toEqual([]);
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('are there for everybody else while their cookie rotates', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const [session] = await list();
    const { protocol, clock } = server();
    const remove = protocol.remove.bind(protocol);
    const seen: (string | undefined)[] = [];
    protocol.remove = async (tenantId, kind, id) => {
      const isRemoved = await remove(tenantId, kind, id);
      if (kind === 'Session')
        seen.push((await protocol.findByUid(tenantId, kind, session?.id ?? '', clock.now()))?.uid);
      return isRemoved;
    };
    await browser.signIn();
    expect(seen).toEqual([session?.id]);
  });

  it('are no younger than the factors they stand on, whatever became of the cookie', async () => {
    const browser = new Browser(server());
    const then = server().clock.now();
    server().clock.advanceSeconds(7200);
    await browser.signIn({}, { login: { ...signInOf(SUB, then, ['password']), bySessionAlone: true } });
    expect((await list())[0]).toMatchObject({ startedAt: then });
  });

  it('are not said to have been raised by a sign-in that proved nothing', async () => {
    const browser = new Browser(server());
    const login = signInOf(SUB, server().clock.now(), ['password']);
    await browser.signIn({}, { login });
    await browser.signIn({}, { login: { ...login, bySessionAlone: true } });
    const types = server().eventTypes();
    expect(types.filter((type) => type.startsWith('session'))).toEqual(['session_start']);
  });
});

describe('scopes that the level does not reach', () => {
  const server = withServer({
    evaluateSession: async () => ({ satisfied: true, methods: ['sms'], withheldScopes: ['transfers'] }),
    verifyPassword: async () => ({
      kind: 'accepted',
      sub: SUB,
      methods: ['password'],
      withheldScopes: ['transfers'],
      authenticatedAt: 0,
    }),
  });

  it('are left out with prompt=none, and amr names the factors that counted', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const code = (await silently(browser, { scope: 'openid transfers' })).get('code') ?? '';
    const tokens = (await (await browser.exchange(code)).json()) as TokenAnswer;
    expect(tokens.scope).toBe('openid');
    expect(claimsOf(tokens.id_token)['amr']).toEqual(['sms']);
  });

  it('are left out of the password grant, which is refused when nothing is left', async () => {
    const browser = new Browser(server());
    const ask = (scope: string): Promise<Response> =>
      browser.post('/v1/tokens', { grant_type: 'password', username: 'a', password: 'b', scope });
    expect((await (await ask('profile transfers')).json()) as TokenAnswer).toMatchObject({ scope: 'profile' });
    const refused = await ask('transfers');
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_scope' }]);
  });
});
