import { introspection, TokenCheckUnavailableError, type IntrospectionOptions } from '@tessera/resource-server';
import { openHttp, type OpenHttp } from './support/open-http.js';

const ACTIVE = { active: true, token_type: 'Bearer', sub: 'u1', acr: 'urn:example:mfa', iss: 'https://id.example.com' };

describe('introspection', () => {
  let server: OpenHttp;
  let answer: { status?: number; body?: unknown; headers?: Record<string, string>; silent?: boolean };
  let requests: {
    method: string | undefined;
    authorization: string | undefined;
    type: string | undefined;
    form: URLSearchParams;
  }[];

  beforeEach(async () => {
    answer = { body: ACTIVE };
    requests = [];
    server = await openHttp((req, res) => {
      let text = '';
      req.setEncoding('utf8').on('data', (part: string) => (text += part));
      req.on('end', () => {
        const { authorization, 'content-type': type } = req.headers;
        requests.push({ method: req.method, authorization, type, form: new URLSearchParams(text) });
        if (answer.silent) return;
        res.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
        res.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      });
    });
  });

  afterEach(() => server.close());

  const check = (options: Partial<IntrospectionOptions> = {}): ReturnType<typeof introspection> =>
    introspection({ endpoint: `${server.url}/introspect`, clientId: 'rs', clientSecret: 'secret', ...options });

  it('asks with the credentials of the resource server and gives what it is told', async () => {
    expect(await check()('a-token')).toEqual(ACTIVE);
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', type: 'application/x-www-form-urlencoded' });
    expect(request?.authorization).toBe(`Basic ${btoa('rs:secret')}`);
    expect([...(request?.form ?? [])]).toEqual([
      ['token', 'a-token'],
      ['token_type_hint', 'access_token'],
    ]);
  });

  it('encodes credentials before it joins them, or sends them in the form', async () => {
    await check({ clientId: 'r:s', clientSecret: 'ä &' })('t');
    expect(requests[0]?.authorization).toBe(`Basic ${btoa('r%3As:%C3%A4+%26')}`);
    await check({ clientAuthentication: 'client_secret_post' })('t');
    expect(requests[1]?.authorization).toBeUndefined();
    expect(requests[1]?.form.get('client_id')).toBe('rs');
    expect(requests[1]?.form.get('client_secret')).toBe('secret');
  });

  it.each([
    ['is inactive', { active: false }],
    ['is not said to be active', { token_type: 'Bearer' }],
    ['is "true"', { ...ACTIVE, active: 'true' }],
    ['is a refresh token, which has no type', { ...ACTIVE, token_type: undefined }],
    ['is no bearer token', { ...ACTIVE, token_type: 'DPoP' }],
  ])('takes no token that %s', async (_what, body) => {
    answer.body = body;
    expect(await check()('t')).toBeUndefined();
  });

  it('takes a token without a type only when told to', async () => {
    answer.body = { active: true, sub: 'u1' };
    expect(await check({ requireTokenType: false })('t')).toEqual(answer.body);
    answer.body = { ...ACTIVE, token_type: 'N_A' };
    expect(await check({ requireTokenType: false })('t')).toBeUndefined();
  });

  it('takes only tokens of the issuer and for the audience it is told', async () => {
    expect(await check({ issuer: 'https://id.example.com' })('t')).toEqual(ACTIVE);
    expect(await check({ issuer: 'https://other.example.com' })('t')).toBeUndefined();
    expect(await check({ audience: 'bank' })('t')).toBeUndefined();
    for (const aud of ['bank', ['shop', 'bank']]) {
      answer.body = { ...ACTIVE, aud };
      expect(await check({ audience: 'bank' })('t')).toEqual(answer.body);
    }
    answer.body = { ...ACTIVE, aud: 'bankers' };
    expect(await check({ audience: 'bank' })('t')).toBeUndefined();
  });

  it.each<[string, typeof answer]>([
    ['refuses the credentials', { status: 401, body: {} }],
    ['fails', { status: 500, body: '<html>' }],
    ['answers no JSON', { body: '<secret-of-a-person>' }],
    ['answers no object', { body: [ACTIVE] }],
    ['redirects', { status: 302, headers: { location: '/elsewhere' }, body: '' }],
  ])('is unavailable when the server %s', async (_what, wanted) => {
    answer = wanted;
    const error: unknown = await check()('t').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TokenCheckUnavailableError);
    expect(error).toMatchObject({ status: 503 });
    expect(String((error as Error).cause)).not.toContain('secret-of-a-person');
    expect(requests).toHaveLength(1);
  });

  it('is unavailable when nobody answers in time, or at all', async () => {
    answer.silent = true;
    await expect(check({ timeoutSeconds: 0.05 })('t')).rejects.toThrow(TokenCheckUnavailableError);
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'));
    await expect(check({ fetch })('t')).rejects.toThrow(TokenCheckUnavailableError);
  });

  it('remembers nothing unless told to', async () => {
    const verify = check();
    await verify('t');
    await verify('t');
    expect(requests).toHaveLength(2);
  });

  describe('with a cache', () => {
    let now: number;
    const cached = (more: object = {}): ReturnType<typeof introspection> =>
      check({ cache: { seconds: 30, ...more }, now: () => now * 1000 });

    beforeEach(() => {
      now = 1_760_000_000;
    });

    it('remembers an active token for so long, each for itself', async () => {
      const verify = cached();
      await verify('a');
      now += 29;
      expect(await verify('a')).toEqual(ACTIVE);
      expect(requests).toHaveLength(1);
      await verify('b');
      expect(requests).toHaveLength(2);
      now += 1;
      await verify('a');
      expect(requests).toHaveLength(3);
    });

    it('remembers no token beyond its expiry', async () => {
      answer.body = { ...ACTIVE, exp: now + 10 };
      const verify = cached();
      await verify('a');
      now += 10;
      answer.body = { active: false };
      expect(await verify('a')).toBeUndefined();
    });

    it('remembers no refusal and no outage', async () => {
      const verify = cached();
      answer = { body: { active: false } };
      expect(await verify('a')).toBeUndefined();
      answer = { status: 500, body: {} };
      await expect(verify('a')).rejects.toThrow(TokenCheckUnavailableError);
      answer = { body: ACTIVE };
      expect(await verify('a')).toEqual(ACTIVE);
    });

    it('makes room for new tokens', async () => {
      const verify = cached({ maxEntries: 2 });
      for (const token of ['a', 'b', 'c', 'b', 'a']) await verify(token);
      expect(requests.map(({ form }) => form.get('token'))).toEqual(['a', 'b', 'c', 'a']);
    });

    it.each([{ seconds: 0 }, { seconds: NaN }, { seconds: 1, maxEntries: 0 }])('refuses %j', (cache) => {
      expect(() => check({ cache })).toThrow(TypeError);
    });
  });

  it.each(['http://id.example.com/introspect', 'ftp://localhost/', 'introspect', 'http://localhost.example.com/'])(
    'sends no token to %s',
    (endpoint) => {
      expect(() => check({ endpoint })).toThrow(TypeError);
    },
  );
});
