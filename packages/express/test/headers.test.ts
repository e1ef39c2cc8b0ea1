import { withApp } from './support/test-app.js';

describe('every answer', () => {
  const app = withApp();

  const answers = async (): Promise<Response[]> => {
    const { base } = await app().begin();
    return Promise.all([
      app().request(`${base}/view-data`),
      app().post(`${base}/password-authentication`, {}),
      app().post(`${base}/authorize`, {}),
      app().post(`${base}/authorize`, 'broken'),
      app().request('/nowhere'),
      app().request(`${base}/view-data`, { method: 'PUT' }),
      app().request('/v1/management/tenants/mine/security-events'),
    ]);
  };

  it('may not be cached, sniffed or show where it was followed from', async () => {
    for (const { headers, url } of await answers()) {
      expect([
        url,
        headers.get('cache-control'),
        headers.get('x-content-type-options'),
        headers.get('referrer-policy'),
      ]).toEqual([url, 'no-store', 'nosniff', 'no-referrer']);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    }
  });

  it('does not speak of HTTPS over HTTP, nor of what the server is made of', async () => {
    for (const { headers } of await answers()) {
      expect([headers.get('strict-transport-security'), headers.get('x-powered-by'), headers.get('etag')]).toEqual([
        null,
        null,
        null,
      ]);
    }
  });

  it('has an id of its own', async () => {
    const ids = (await answers()).map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['abc.DEF_1-2', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['a b', false],
    ['<script>', false],
  ])('keeps the id of the caller when it is harmless: %s', async (given, isKept) => {
    const answer = await app().request('/nowhere', { headers: { 'x-request-id': given } });
    expect(answer.headers.get('x-request-id') === given).toBe(isKept);
  });
});

describe('every answer of a server behind https', () => {
  const app = withApp({ publicUrl: 'https://id.example.com' });

  it('asks the browser to stay with it', async () => {
    const answer = await app().request('/nowhere');
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });
});
