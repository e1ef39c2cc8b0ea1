import type { SessionConfig } from '@tessera/core';
import { Browser } from './support/browser.js';
import { aClient, aTenant, OTHER_SUB, SUB, TENANT_ID, type IdentityServer } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

/** Stores a new version of the tenant, with these settings of its sessions. */
function settle(server: IdentityServer, session: Partial<SessionConfig>, version = 2): void {
  const tenant = aTenant({ version });
  server.put({ ...tenant, session: { ...tenant.session, ...session } }, aClient());
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  return ((await browser.start({ prompt: 'none' })).headers.get('location') ?? '').includes('code=');
}

const sessionEvents = (server: IdentityServer): unknown[] =>
  server.events.flatMap(({ type, sub }) => (/^session_|^authorize_/.test(type) ? [[type, sub]] : []));

describe('a session cookie with a name of the tenant', () => {
  const server = withServer();

  it('carries the session, together with its signature, and nothing has the name of the server', async () => {
    settle(server(), { cookieName: 'SHOP.session' });
    const browser = new Browser(server());
    await browser.signIn();
    expect([...browser.cookies.keys()].toSorted()).toEqual(
      ['IDP_AUTH_SESSION', 'SHOP.session', 'SHOP.session.sig'].toSorted(),
    );
    expect(await isSignedIn(browser)).toBe(true);
    await browser.begin();
    expect(server().starts.at(-1)?.session?.sub).toBe(SUB);
    browser.cookies.delete('SHOP.session.sig');
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('raises the session of the same user and ends that of another one', async () => {
    settle(server(), { cookieName: 'SHOP' });
    const browser = new Browser(server());
    await browser.signIn();
    await browser.signIn();
    await browser.signIn({}, { sub: OTHER_SUB });
    expect(sessionEvents(server())).toEqual([
      ['session_start', SUB],
      ['session_step_up', SUB],
      ['session_end', SUB],
      ['session_start', OTHER_SUB],
    ]);
  });

  it('is taken back at the logout', async () => {
    settle(server(), { cookieName: 'SHOP' });
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    await browser.post('/v1/logout', { id_token_hint: hint }, {});
    expect([...browser.cookies.keys()]).toEqual(['IDP_AUTH_SESSION']);
    expect(sessionEvents(server())).toContainEqual(['session_end', SUB]);
  });

  it('leaves sessions under the former name behind: everybody signs in anew', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    settle(server(), { cookieName: 'SHOP' });
    expect(await isSignedIn(browser)).toBe(false);
    settle(server(), {}, 3);
    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe('secure cookies behind an http address', () => {
  const server = withServer();
  const cookies = (answer: Response): string[] =>
    answer.headers.getSetCookie().filter((cookie) => !cookie.startsWith('IDP_AUTH_SESSION'));

  it('are what the tenant gets when it asks for them, at the sign-in and at the logout', async () => {
    settle(server(), { useSecureCookie: true, cookieSameSite: 'None' });
    const browser = new Browser(server());
    const finished = await browser.finish(await browser.begin());
    expect(finished.status).toBe(200);
    expect(cookies(finished)).toHaveLength(2);
    for (const cookie of cookies(finished)) expect(cookie).toMatch(/; samesite=none; secure; httponly/);
    expect(await isSignedIn(browser)).toBe(true);
    const ended = await browser.post('/v1/logout', {}, { origin: server().base });
    expect(cookies(ended)).toHaveLength(2);
    for (const cookie of cookies(ended)) expect(cookie).toContain('; secure');
    expect(ended.headers.get('strict-transport-security')).toBeNull();
  });

  it('are not there when it does not', async () => {
    settle(server(), { useSecureCookie: false });
    const browser = new Browser(server());
    for (const cookie of cookies(await browser.finish(await browser.begin()))) expect(cookie).not.toContain('secure');
  });
});

describe('secure cookies behind an https address', () => {
  const server = withServer({}, 'https://id.example.com');

  it('cannot be had without', async () => {
    settle(server(), { useSecureCookie: false });
    const local = `${server().base}/${TENANT_ID}`;
    const query = 'response_type=code&client_id=web-app&scope=openid';
    const started = await fetch(`${local}/v1/authorizations?${query}`, { redirect: 'manual' });
    const id = new URL(started.headers.get('location') ?? '').searchParams.get('id') ?? '';
    const finished = await fetch(`${local}/v1/authorizations/${id}/authorize`, { method: 'POST' });
    expect(finished.headers.getSetCookie().every((cookie) => cookie.includes('; secure'))).toBe(true);
  });
});

describe('somebody else in a browser with a living session', () => {
  const server = withServer();

  /** The browser of one user, in which another one signs in; with the session of the first. */
  const next = async (browser: Browser): Promise<{ readonly answer: Response; readonly former: string }> => {
    await browser.signIn();
    const id = await browser.begin();
    const former = server().starts.at(-1)?.session?.id ?? '';
    return { answer: await browser.finish(id, { sub: OTHER_SUB }), former };
  };
  const find = (id: string): Promise<unknown> => server().authorization.findSession(TENANT_ID, id);

  it('is refused under STRICT, with nothing issued and the session as it was', async () => {
    settle(server(), { switchPolicy: 'STRICT' });
    const browser = new Browser(server());
    const { answer, former } = await next(browser);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'User is not the same as the request' },
    ]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await find(former)).toMatchObject({ sub: SUB });
    expect(await isSignedIn(browser)).toBe(true);
    const issued = (kind: string): unknown[] => server().protocol.written.filter((artifact) => artifact.kind === kind);
    expect(issued('AuthorizationCode').every((code) => (code as { accountId?: string }).accountId === SUB)).toBe(true);
    expect(sessionEvents(server())).toEqual([
      ['session_start', SUB],
      ['authorize_failure', OTHER_SUB],
    ]);
    expect(server().events.find(({ type }) => type === 'authorize_failure')).toMatchObject({
      clientId: 'web-app',
      detail: { reason: 'user_mismatch', status: 400, error: 'invalid_request' },
    });
  });

  it('may finish under STRICT once the first one has signed out, or can no longer sign in', async () => {
    settle(server(), { switchPolicy: 'STRICT' });
    const browser = new Browser(server());
    await next(browser);
    await browser.post('/v1/logout', {}, { origin: server().base });
    expect((await browser.finish(await browser.begin(), { sub: OTHER_SUB })).status).toBe(200);
    await server().users.patch(TENANT_ID, OTHER_SUB, { status: 'LOCKED' });
    expect((await browser.finish(await browser.begin())).status).toBe(200);
  });

  it('may raise a session of their own under STRICT', async () => {
    settle(server(), { switchPolicy: 'STRICT' });
    const browser = new Browser(server());
    await browser.signIn();
    expect((await browser.finish(await browser.begin())).status).toBe(200);
  });

  it.each([undefined, 'SWITCH_ALLOWED' as const])('ends that session under %s', async (switchPolicy) => {
    settle(server(), switchPolicy === undefined ? {} : { switchPolicy });
    const browser = new Browser(server());
    const { answer, former } = await next(browser);
    expect([answer.status, await find(former)]).toEqual([200, undefined]);
    expect(sessionEvents(server())).toEqual([
      ['session_start', SUB],
      ['session_end', SUB],
      ['session_start', OTHER_SUB],
    ]);
  });

  it('leaves that session alive under MULTI_SESSION, and has the browser', async () => {
    settle(server(), { switchPolicy: 'MULTI_SESSION' });
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    const { answer, former } = await next(browser);
    expect(answer.status).toBe(200);
    expect(await find(former)).toMatchObject({ id: former, sub: SUB });
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(200);
    await browser.begin();
    expect(server().starts.at(-1)?.session).toMatchObject({ sub: OTHER_SUB });
    expect(server().starts.at(-1)?.session?.id).not.toBe(former);
    expect(sessionEvents(server())).toEqual([
      ['session_start', SUB],
      ['session_step_up', SUB],
      ['session_start', OTHER_SUB],
    ]);
  });
});

describe('the limits of a session', () => {
  const server = withServer();

  it('are those of the tenant: so long without use, and so long at all', async () => {
    settle(server(), { idleTimeoutSeconds: 120, maxLifetimeSeconds: 300 });
    const browser = new Browser(server());
    await browser.signIn();
    server().clock.advanceSeconds(121);
    expect(await isSignedIn(browser)).toBe(false);
    await browser.signIn();
    for (const expected of [true, true, false]) {
      server().clock.advanceSeconds(110);
      expect(await isSignedIn(browser)).toBe(expected);
    }
  });
});
