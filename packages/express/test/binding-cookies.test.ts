import { TENANT_DEFAULTS } from '@tessera/core';
import { withApp } from './support/test-app.js';
import type { TestApp } from './support/test-app.js';

interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: string;
}

function setCookies(answer: Response): SetCookie[] {
  return answer.headers.getSetCookie().map((line) => {
    const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*); (.*)$/.exec(line) ?? [];
    return { name, value, attributes };
  });
}

const start = (app: TestApp, cookie = ''): Promise<Response> =>
  app.request('/mine/v1/authorizations', cookie === '' ? {} : { headers: { cookie } });
const idOf = (answer: Response): string => new URL(answer.headers.get('location') ?? '').searchParams.get('id') ?? '';

/** What a browser sends back, oldest first. */
function keep(jar: Map<string, string>, answer: Response): string {
  for (const { name, value, attributes } of setCookies(answer)) {
    if (attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

describe('the cookies of the browser binding', () => {
  const app = withApp();

  it('are set twice with the same secret, out of reach of scripts', async () => {
    const answer = await start(app());
    const [own, latest, ...more] = setCookies(answer);
    expect([own?.name, latest?.name, more]).toEqual([
      `IDP_AUTH_SESSION-${idOf(answer).slice(0, 8)}`,
      'IDP_AUTH_SESSION',
      [],
    ]);
    expect(own?.value).toMatch(/^[\w-]{43,}$/);
    expect(latest?.value).toBe(own?.value);
    expect(own?.attributes).toBe('HttpOnly; SameSite=Lax; Path=/; Max-Age=1800');
    expect(latest?.attributes).toBe(own?.attributes);
  });

  it('let two tabs sign in beside each other', async () => {
    const jar = new Map<string, string>();
    const first = await start(app());
    keep(jar, first);
    const second = await start(app());
    const cookie = keep(jar, second);
    const headers = { cookie, origin: 'http://id.example.com' };
    for (const tab of [first, second]) {
      const answer = await app().request(`/mine/v1/authorizations/${idOf(tab)}/view-data`, { headers });
      expect(answer.status).toBe(200);
    }
    const finished = await app().post(`/mine/v1/authorizations/${idOf(second)}/deny`, {}, headers);
    const after = { ...headers, cookie: keep(jar, finished) };
    const other = await app().request(`/mine/v1/authorizations/${idOf(first)}/view-data`, { headers: after });
    expect([finished.status, other.status]).toEqual([200, 200]);
  });

  it('are taken back when the transaction is finished, and only then', async () => {
    const { base, cookie, id } = await app().begin();
    await app().user({ preferredUsername: 'user@example.com' });
    const early = await app().post(`${base}/authorize`, {}, { cookie });
    expect([early.status, setCookies(early)]).toEqual([400, []]);
    const credentials = { username: 'user@example.com', password: 'Test1234!' };
    expect((await app().post(`${base}/password-authentication`, credentials, { cookie })).status).toBe(200);
    const done = await app().post(`${base}/authorize`, {}, { cookie });
    expect(await done.json()).toEqual({ redirect_uri: 'https://app.example.com/callback?code=abc' });
    const attributes = 'HttpOnly; SameSite=Lax; Path=/; Max-Age=0';
    expect(setCookies(done)).toEqual([
      { name: `IDP_AUTH_SESSION-${id.slice(0, 8)}`, value: '', attributes },
      { name: 'IDP_AUTH_SESSION', value: '', attributes },
    ]);
  });

  it('are never more than ten of transactions; the oldest go first', async () => {
    const jar = new Map<string, string>([['session', 'of the host']]);
    const ids: string[] = [];
    let cookie = '';
    for (let tab = 0; tab < 13; tab += 1) {
      const answer = await start(app(), cookie);
      ids.push(idOf(answer));
      cookie = keep(jar, answer);
    }
    const names = [...jar.keys()].filter((name) => name.startsWith('IDP_AUTH_SESSION-'));
    expect(names).toEqual(ids.slice(-10).map((id) => `IDP_AUTH_SESSION-${id.slice(0, 8)}`));
    expect(jar.get('session')).toBe('of the host');
  });
});

describe.each([
  ['https://id.example.com', 'None', 'HttpOnly; SameSite=None; Path=/; Max-Age=600; Secure'],
  ['https://id.example.com', 'Lax', 'HttpOnly; SameSite=Lax; Path=/; Max-Age=600; Secure'],
  ['http://id.example.com', 'None', 'HttpOnly; SameSite=Lax; Path=/; Max-Age=600'],
] as const)('on %s with SameSite=%s', (publicUrl, cookieSameSite, attributes) => {
  const session = { cookieSameSite, idleTimeoutSeconds: 3600, maxLifetimeSeconds: 43_200 };
  const app = withApp({ publicUrl, tenant: { session, transactionExpiresInSeconds: 600 } });

  it('the cookies live as long as the transaction, and are sent as the tenant wants', async () => {
    const cookies = setCookies(await start(app()));
    expect(cookies.map((cookie) => cookie.attributes)).toEqual([attributes, attributes]);
  });
});

describe('on http, where the tenant wants secure cookies', () => {
  const session = { ...TENANT_DEFAULTS.session, cookieSameSite: 'None' as const, useSecureCookie: true };
  const app = withApp({ tenant: { session } });

  it('the cookies are secure when they are set, and when they are taken back', async () => {
    const started = await start(app());
    const cookie = keep(new Map(), started);
    const done = await app().post(`/mine/v1/authorizations/${idOf(started)}/deny`, {}, { cookie });
    expect(done.status).toBe(200);
    for (const answer of [started, done]) {
      expect(setCookies(answer)).toHaveLength(2);
      for (const { attributes } of setCookies(answer)) expect(attributes).toMatch(/SameSite=None; .*; Secure$/);
    }
  });
});
