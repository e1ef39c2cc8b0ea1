import { Browser, claimsOf, type TokenAnswer } from './support/browser.js';
import {
  aClient,
  aTenant,
  OTHER_SUB,
  signInOf,
  SUB,
  TENANT_ID,
  type IdentityServer,
} from './support/identity-server.js';
import { withServer } from './support/with-server.js';

/** Attributes of the session cookie in an answer, names in lower case. */
function sessionCookie(answer: Response): Record<string, string> {
  const header = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('IDP_IDENTITY=')) ?? '';
  return Object.fromEntries(
    header
      .split('; ')
      .map((part) => part.split('='))
      .map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
}

/** What `prompt=none` answers: the code, or the error. */
async function silently(browser: Browser, parameters: Record<string, string> = {}): Promise<URLSearchParams> {
  const answer = await browser.start({ prompt: 'none', ...parameters });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

const lastSession = (server: IdentityServer): string => server.starts.at(-1)?.session?.id ?? '';

describe('the SSO session', () => {
  const server = withServer();

  it('lives in a cookie that only this tenant gets and no script reads', async () => {
    const browser = new Browser(server());
    const answer = await browser.finish(await browser.begin());
    const { idp_identity: value, expires, ...attributes } = sessionCookie(answer);
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(attributes).toEqual({ path: `/${TENANT_ID}/`, samesite: 'lax', httponly: '' });
    expect(expires).toBeDefined();
    expect(answer.headers.getSetCookie().every((cookie) => cookie.startsWith('IDP_IDENTITY'))).toBe(true);
  });

  it('is not accepted with a changed or unsigned cookie', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const { IDP_IDENTITY: value = '' } = Object.fromEntries(browser.cookies);
    browser.cookies.delete('IDP_IDENTITY.sig');
    expect((await silently(browser)).get('error')).toBe('login_required');
    browser.cookies.set('IDP_IDENTITY.sig', 'x'.repeat(43));
    browser.cookies.set('IDP_IDENTITY', value);
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('unites the factors of one user, renews acr and amr, and changes its cookie with each sign-in', async () => {
    const browser = new Browser(server());
    await browser.signIn({}, { login: signInOf(SUB, server().clock.now(), ['password']) });
    const firstCookie = browser.cookies.get('IDP_IDENTITY');
    const passwordAt = server().clock.now();
    server().clock.advanceSeconds(60);
    const login = {
      ...signInOf(SUB, server().clock.now(), ['sms']),
      methods: ['password', 'sms'],
      acr: 'urn:example:mfa',
    };
    await browser.signIn({}, { login });
    expect(browser.cookies.get('IDP_IDENTITY')).not.toBe(firstCookie);
    await browser.begin();
    expect(server().starts.at(-1)?.session).toEqual({
      id: server().starts[1]?.session?.id,
      sub: SUB,
      factors: [
        { method: 'password', at: passwordAt },
        { method: 'sms', at: server().clock.now() },
      ],
      acr: 'urn:example:mfa',
      amr: ['password', 'sms'],
      authenticatedAt: server().clock.now(),
      startedAt: passwordAt,
    });
    expect(
      server()
        .eventTypes()
        .filter((type) => type.startsWith('session')),
    ).toEqual(['session_start', 'session_step_up']);

    browser.cookies.set('IDP_IDENTITY', firstCookie ?? '');
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('of another user ends when somebody else signs in', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    await browser.begin();
    const ended = lastSession(server());
    const target = await browser.signIn({}, { sub: OTHER_SUB });
    expect(target.searchParams.get('code')).toEqual(expect.any(String));
    await browser.begin();
    expect(server().starts.at(-1)?.session).toMatchObject({ sub: OTHER_SUB });
    expect(lastSession(server())).not.toBe(ended);
    expect(await server().authorization.findSession(TENANT_ID, ended)).toBeUndefined();
    expect(server().events.map(({ type, sub }) => [type, sub])).toEqual([
      ['session_start', SUB],
      ['session_end', SUB],
      ['session_start', OTHER_SUB],
    ]);
  });

  it('may have begun before the sign-in in another tab ended it', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const slowTab = await browser.begin();
    await browser.signIn({}, { sub: OTHER_SUB });
    expect((await browser.finish(slowTab)).status).toBe(200);
    await browser.begin();
    expect(server().starts.at(-1)?.session).toMatchObject({ sub: SUB });
  });

  it('ends after an hour without use, and lives on while it is used', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    for (let use = 0; use < 3; use += 1) {
      server().clock.advanceSeconds(3500);
      expect((await silently(browser)).has('code')).toBe(true);
    }
    server().clock.advanceSeconds(3600);
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('ends twelve hours after its beginning, however much it is used', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    for (let hour = 0; hour < 13; hour += 1) {
      server().clock.advanceSeconds(3300);
      await silently(browser);
    }
    server().clock.advanceSeconds(299);
    expect((await silently(browser)).has('code')).toBe(true);
    server().clock.advanceSeconds(2);
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('can be found by its id until it ends', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    await browser.begin();
    const id = lastSession(server());
    const { authorization } = server();
    expect(await authorization.findSession(TENANT_ID, id)).toMatchObject({ id, sub: SUB });
    await server().users.patch(TENANT_ID, SUB, { status: 'LOCKED' });
    expect(await authorization.findSession(TENANT_ID, id)).toBeUndefined();
    await server().users.patch(TENANT_ID, SUB, { status: 'REGISTERED' });
    expect(await authorization.findSession(TENANT_ID, id)).toMatchObject({ sub: SUB });
    await authorization.revokeSessions(TENANT_ID, SUB);
    expect(await authorization.findSession(TENANT_ID, id)).toBeUndefined();
  });

  it('takes every token of the user along when an operator ends it, and leaves a login under way alone', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    const underWay = await browser.begin();
    await server().authorization.revokeSessions(TENANT_ID, SUB);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    expect((await silently(browser)).get('error')).toBe('login_required');
    expect((await browser.finish(underWay)).status).toBe(200);
  });
});

describe('prompt=none', () => {
  const server = withServer({
    evaluateSession: async ({ request, session }) => {
      if (!request.acrValues.includes('urn:example:mfa')) return { satisfied: true };
      const hasBoth = ['password', 'sms'].every((method) => session.factors.some((factor) => factor.method === method));
      return hasBoth ? { satisfied: true, acr: 'urn:example:mfa' } : { satisfied: false };
    },
  });

  it('gives a code from the session, without a transaction', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const starts = server().starts.length;
    const answer = await silently(browser, { nonce: 'n-2' });
    expect(Object.fromEntries(answer)).toEqual({
      code: expect.any(String),
      state: 'random-state',
      iss: server().issuer,
    });
    expect(server().starts).toHaveLength(starts);
    const tokens = (await (await browser.exchange(answer.get('code') ?? '')).json()) as TokenAnswer;
    expect(claimsOf(tokens.id_token)).toMatchObject({ sub: SUB, nonce: 'n-2', amr: ['password', 'sms'] });
    expect(server().eventTypes()).toContain('oauth_authorize_with_session');
  });

  it('asks the policy: the level that the factors reach goes into the id_token', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const code = (await silently(browser, { acr_values: 'urn:example:mfa' })).get('code') ?? '';
    const tokens = (await (await browser.exchange(code)).json()) as TokenAnswer;
    expect(claimsOf(tokens.id_token)['acr']).toBe('urn:example:mfa');
  });

  it('is interaction_required when policy or level are not met', async () => {
    const browser = new Browser(server());
    await browser.signIn({}, { login: signInOf(SUB, server().clock.now(), ['password']) });
    const answer = await silently(browser, { acr_values: 'urn:example:mfa' });
    expect(answer.get('error')).toBe('interaction_required');
    expect(server().eventTypes()).toContain('oauth_authorize_with_session_failure');
  });

  it('is login_required without a session, when it is too old, and when its user is not active', async () => {
    const browser = new Browser(server());
    expect((await silently(browser)).get('error')).toBe('login_required');
    await browser.signIn();
    server().clock.advanceSeconds(120);
    expect((await silently(browser, { max_age: '120' })).has('code')).toBe(true);
    expect((await silently(browser, { max_age: '119' })).get('error')).toBe('login_required');
    await server().users.patch(TENANT_ID, SUB, { status: 'DISABLED' });
    expect((await silently(browser)).get('error')).toBe('login_required');
  });

  it('is login_required when the hint names another user', async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    expect((await silently(browser, { id_token_hint: hint })).has('code')).toBe(true);
    await browser.signIn({}, { sub: OTHER_SUB });
    expect((await silently(browser, { id_token_hint: hint })).get('error')).toBe('login_required');
  });

  it('serves other clients of the tenant as well', async () => {
    server().put(aTenant(), aClient({ clientId: 'second', scopes: ['openid', 'transfers'] }));
    const browser = new Browser(server());
    await browser.signIn();
    expect((await silently(browser, { client_id: 'second', scope: 'openid transfers' })).has('code')).toBe(true);
  });
});

describe('a session behind https', () => {
  const server = withServer({}, 'https://id.example.com');

  it('has secure cookies, and the issuer is the public one whatever the host says', async () => {
    const local = `${server().base}/${TENANT_ID}`;
    const headers = { 'x-forwarded-host': 'evil.example.com' };
    const query = 'response_type=code&client_id=web-app&scope=openid&state=s';
    const started = await fetch(`${local}/v1/authorizations?${query}`, { redirect: 'manual', headers });
    expect(started.headers.get('strict-transport-security')).toContain('max-age=');
    const id = new URL(started.headers.get('location') ?? '').searchParams.get('id') ?? '';
    const finished = await fetch(`${local}/v1/authorizations/${id}/authorize`, { method: 'POST', headers });
    expect(sessionCookie(finished)).toMatchObject({
      secure: '',
      httponly: '',
      samesite: 'lax',
      path: `/${TENANT_ID}/`,
    });
    const { redirect_uri: target } = (await finished.json()) as { redirect_uri: string };
    expect(new URL(target).searchParams.get('iss')).toBe(`https://id.example.com/${TENANT_ID}`);
  });

  it('may be sent to a sign-in page on another site when the tenant says so', async () => {
    const tenant = aTenant({ version: 2 });
    server().put({ ...tenant, session: { ...tenant.session, cookieSameSite: 'None' } }, aClient());
    const local = `${server().base}/${TENANT_ID}`;
    const started = await fetch(`${local}/v1/authorizations?response_type=code&client_id=web-app&scope=openid`, {
      redirect: 'manual',
    });
    const id = new URL(started.headers.get('location') ?? '').searchParams.get('id') ?? '';
    const finished = await fetch(`${local}/v1/authorizations/${id}/authorize`, { method: 'POST' });
    expect(sessionCookie(finished)).toMatchObject({ samesite: 'none', secure: '' });
  });
});
