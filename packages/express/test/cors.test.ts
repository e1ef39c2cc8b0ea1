import { withApp } from './support/test-app.js';

const PAGE = 'https://login.example.com';

describe('pages of other origins', () => {
  const app = withApp({ tenant: { ui: { allowedOrigins: [PAGE], includeTenantId: false } } });
  const corsOf = ({ headers }: Response): (string | null)[] => [
    headers.get('access-control-allow-origin'),
    headers.get('access-control-allow-credentials'),
  ];

  it('are let in with credentials when the tenant names them, on both forms of the path', async () => {
    const { id, base, cookie } = await app().begin();
    for (const path of [base, `/v1/authorizations/${id}`]) {
      const answer = await app().request(`${path}/view-data`, { headers: { origin: PAGE, cookie } });
      expect([answer.status, ...corsOf(answer), answer.headers.get('vary')]).toEqual([200, PAGE, 'true', 'Origin']);
      expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
    }
  });

  it('can read refusals too', async () => {
    const { base } = await app().begin();
    for (const call of [
      app().post(`${base}/authorize`, 'broken', { origin: PAGE }),
      app().post(`${base}/authorize`, {}, { origin: PAGE }),
    ]) {
      expect(corsOf(await call)).toEqual([PAGE, 'true']);
    }
  });

  it('get no header when the tenant does not name them, and never a wildcard', async () => {
    const { base, cookie } = await app().begin();
    const other = await app().begin('other');
    const calls: [string, Record<string, string>][] = [
      [base, { origin: 'https://evil.example.com', cookie }],
      [base, { origin: 'null', cookie }],
      [base, { origin: `${PAGE}.evil.example`, cookie }],
      [other.base, { origin: PAGE, cookie: other.cookie }],
      [base, { cookie }],
    ];
    for (const [path, headers] of calls) {
      const answer = await app().request(`${path}/view-data`, { headers });
      expect([...corsOf(answer), answer.headers.get('vary')]).toEqual([null, null, 'Origin']);
    }
  });

  it('are told before the call what they may send', async () => {
    const { id, base } = await app().begin();
    const headers = {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    for (const path of [base, `/v1/authorizations/${id}`]) {
      const answer = await app().request(`${path}/password-authentication`, { method: 'OPTIONS', headers });
      expect([answer.status, ...corsOf(answer)]).toEqual([204, PAGE, 'true']);
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST');
      expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type, X-Request-Id');
    }
    const refused = await app().request(`${base}/deny`, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example.com' },
    });
    expect(corsOf(refused)).toEqual([null, null]);
    expect(refused.headers.get('access-control-allow-methods')).toBeNull();
  });
});
