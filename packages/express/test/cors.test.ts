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

describe('the CORS settings of a tenant', () => {
  const ui = { allowedOrigins: [PAGE], includeTenantId: false };
  const cors = {
    allowHeaders: ['Authorization', 'content-type', 'X-Device-Id'],
    allowMethods: ['POST', 'PUT', 'OPTIONS'],
    allowCredentials: false,
    maxAgeSeconds: 60,
  };
  const app = withApp({ tenant: { ui, cors } });
  const preflight = {
    origin: PAGE,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-device-id',
  };

  it('are added to what the flow needs', async () => {
    const { base } = await app().begin();
    const { headers } = await app().request(`${base}/deny`, { method: 'OPTIONS', headers: preflight });
    expect(headers.get('access-control-allow-headers')).toBe('Content-Type, X-Request-Id, Authorization, X-Device-Id');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, OPTIONS');
    expect(headers.get('access-control-max-age')).toBe('60');
  });

  it('can take the credentials away, from the preflight and from the call', async () => {
    const { base, cookie } = await app().begin();
    for (const answer of [
      await app().request(`${base}/deny`, { method: 'OPTIONS', headers: preflight }),
      await app().request(`${base}/view-data`, { headers: { origin: PAGE, cookie } }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('are told to nobody from another origin', async () => {
    const { base } = await app().begin();
    const headers = { ...preflight, origin: 'https://evil.example.com' };
    const answer = await app().request(`${base}/deny`, { method: 'OPTIONS', headers });
    for (const name of ['origin', 'headers', 'methods'])
      expect(answer.headers.get(`access-control-allow-${name}`)).toBeNull();
  });
});
