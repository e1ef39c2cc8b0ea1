import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '@tessera/express';
import { withApp } from './support/test-app.js';

/** Sends bytes as they are and returns all that comes back until the connection ends, without what differs from call to call. */
async function speak(server: Server, text: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk as string;
  return answer
    .replace(/^(Date|X-Request-Id): .*$/gm, '$1: …')
    .replace(/"(request_id|transaction_id)":"[^"]*"/g, '"$1":"…"');
}

const request = (head: string, body = '', headers: readonly string[] = []): string =>
  [
    head,
    'Host: localhost',
    'Connection: close',
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

const JSON_BODY = ['Content-Type: application/json'];

describe('a server whose requests are born as Express makes them', () => {
  const app = withApp();
  let plain: Server;
  let fast: Server;

  beforeEach(async () => {
    plain = createServer(app().express);
    fast = createHttpServer(app().express);
    for (const server of [plain, fast]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => {
    for (const server of [plain, fast]) server.close();
  });

  it.each([
    ['a document', request('GET /openapi.json HTTP/1.1')],
    ['HEAD', request('HEAD /openapi.json HTTP/1.1')],
    ['an unknown route', request('GET /nowhere HTTP/1.1')],
    ['a method that is not allowed', request('PUT /mine/v1/authorizations/x/view-data HTTP/1.1')],
    [
      'a preflight',
      request('OPTIONS /mine/v1/authorizations/x/view-data HTTP/1.1', '', ['Origin: http://localhost:3000']),
    ],
    ['an unknown transaction', request('POST /mine/v1/authorizations/x/sms-authentication HTTP/1.1', '{}', JSON_BODY)],
    ['an unknown tenant', request('POST /none/v1/authorizations/x/sms-authentication HTTP/1.1', '{}', JSON_BODY)],
    ['a broken body', request('POST /mine/v1/authorizations/x/sms-authentication HTTP/1.1', '{', JSON_BODY)],
    ['an absent body', request('POST /mine/v1/authorizations/x/sms-authentication HTTP/1.1')],
    ['a path that cannot be decoded', request('GET /%zz HTTP/1.1')],
    ['HTTP/1.0', request('GET /nowhere HTTP/1.0')],
    ['no HTTP at all', 'hello\r\n\r\n'],
    [
      'two requests at once',
      request('GET /nowhere HTTP/1.1').replace('Connection: close\r\n', '') + request('GET /nowhere HTTP/1.1'),
    ],
  ])('answers %s like a stock server', async (_what, text) => {
    const answer = await speak(fast, text);
    expect(answer).toMatch(/^HTTP\/1\.1 \d{3}/);
    expect(answer).toBe(await speak(plain, text));
  });
});

describe('calls that go past the routers', () => {
  const app = withApp();
  /** Weighing this wish is left to the routers; the answer is the same. */
  const BY_ROUTERS = ['Accept: text/html, application/json'];

  const both = async (
    head: string,
    body: string,
    headers: readonly string[] = JSON_BODY,
  ): Promise<[string, string]> => {
    const text = (more: readonly string[]): string => request(head, body, [...headers, ...more]);
    return [await speak(app().server, text([])), await speak(app().server, text(BY_ROUTERS))];
  };

  it.each([
    ['a challenge without a number', 'sms-authentication-challenge', '{}', JSON_BODY],
    ['a number that is none', 'sms-authentication-challenge', '{"phone_number":"123"}', JSON_BODY],
    ['a code before its challenge', 'sms-authentication', '{"verification_code":"123456"}', JSON_BODY],
    ['an e-mail challenge', 'email-authentication-challenge', '{"email":"nobody@example.com"}', JSON_BODY],
    ['a list as body', 'sms-authentication', '[]', JSON_BODY],
    ['U+0000 in a body', 'sms-authentication', '{"verification_code":"\\u0000"}', JSON_BODY],
    ['a byte order mark', 'sms-authentication', '\uFEFF{}', JSON_BODY],
    ['another content type', 'sms-authentication', '{}', ['Content-Type: text/plain']],
    ['a charset', 'sms-authentication', '{}', ['Content-Type: application/json; charset=utf-8']],
    ['a foreign page', 'sms-authentication', '{}', [...JSON_BODY, 'Origin: https://evil.example']],
    ['a page of the server', 'sms-authentication', '{}', [...JSON_BODY, 'Origin: http://localhost:8080']],
    ['a foreign cookie', 'sms-authentication', '{}', [...JSON_BODY, 'Cookie: IDP_AUTH_SESSION=nonsense']],
    ['an id of the caller', 'sms-authentication', '{}', [...JSON_BODY, 'X-Request-Id: mine']],
  ])('answer %s as the routers do', async (_what, interaction, body, headers) => {
    const { base } = await app().begin();
    const [past, through] = await both(`POST ${base}/${interaction} HTTP/1.1`, body, headers);
    expect(past).toMatch(/^HTTP\/1\.1 [1-5]\d\d/);
    expect(past).toBe(through);
  });

  it.each([
    ['an unknown tenant', '/none/v1/authorizations/x/sms-authentication', JSON_BODY],
    [
      'an unknown tenant to a page',
      '/none/v1/authorizations/x/sms-authentication',
      [...JSON_BODY, 'Origin: http://id.example.com'],
    ],
    ['an unknown transaction', '/mine/v1/authorizations/x/sms-authentication', JSON_BODY],
  ])('refuse %s as the routers do', async (_what, path, headers) => {
    const [past, through] = await both(`POST ${path} HTTP/1.1`, '{}', headers);
    expect(past).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(past).toBe(through);
  });

  it('answer a fault as the routers do, and report it with the id of the request', async () => {
    const { base } = await app().begin();
    app().dependencies.transactions.find = () => Promise.reject(new Error('broken'));
    const [past, through] = await both(`POST ${base}/sms-authentication HTTP/1.1`, '{}', [
      ...JSON_BODY,
      'X-Request-Id: mine',
    ]);
    expect(past).toMatch(/^HTTP\/1\.1 500/);
    expect(past).toBe(through);
    expect(app().faults).toHaveLength(2);
    expect(app().faults[0]).toEqual(app().faults[1]);
    expect(app().faults[0]).toMatchObject({ requestId: 'mine', method: 'POST', path: `${base}/sms-authentication` });
  });

  it('are answered alike by a server whose requests are not born as Express makes them', async () => {
    const { base } = await app().begin();
    const stock = createServer(app().express);
    await new Promise<void>((done) => stock.listen(0, '127.0.0.1', done));
    const text = request(`POST ${base}/sms-authentication HTTP/1.1`, '{}', JSON_BODY);
    const answer = await speak(stock, text);
    stock.close();
    expect(answer).toBe(await speak(app().server, text));
  });

  it('end the connection where somebody has asked for it before', async () => {
    const { base } = await app().begin();
    app().server.prependListener('request', (_req, res) => void res.setHeader('Connection', 'close'));
    const text = request(`POST ${base}/sms-authentication HTTP/1.1`, '{}', JSON_BODY).replace(
      'Connection: close\r\n',
      '',
    );
    const answer = await speak(app().server, text);
    expect(answer.match(/^Connection: .*$/gm)).toEqual(['Connection: close']);
    expect(answer.match(/^[\w-]+(?=: )/gm)?.toSorted()).toEqual([
      'Cache-Control',
      'Connection',
      'Content-Length',
      'Content-Type',
      'Date',
      'Referrer-Policy',
      'Vary',
      'X-Content-Type-Options',
      'X-Request-Id',
    ]);
  });

  it('refuse a body above the limit as the routers do', async () => {
    const { base } = await app().begin();
    const [past, through] = await both(`POST ${base}/sms-authentication HTTP/1.1`, `{"a":"${'x'.repeat(70_000)}"}`);
    expect(past).toContain('413');
    expect(past).toBe(through);
  });
});
