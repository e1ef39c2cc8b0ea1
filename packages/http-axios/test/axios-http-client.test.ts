import { gzipSync } from 'node:zlib';
import { answered, faulted, Fixture, START } from './support/fixture.js';
import { type Answer, json, LocalServer } from './support/local-server.js';

describe('AxiosHttpClient', () => {
  let server: LocalServer;
  let fixture: Fixture;
  let answer: Answer;

  beforeEach(async () => {
    answer = (_request, response) => json(response, 200, { ok: true });
    server = await LocalServer.start((request, response) => answer(request, response));
    fixture = new Fixture();
  });

  afterEach(async () => {
    fixture.client.close();
    await server.stop();
  });

  it('sends method, path, query, headers and body as they were given', async () => {
    const body = '{"to":"+819012345678","text":"認証コード"}';
    await fixture.send({
      url: server.url('/v1/m%C3%A4il%2Fbox/a%20b?channel=sms&x=%2B#part'),
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-Mixed-CASE': 'ä' },
      body,
    });
    const [received] = server.received;
    expect(received).toMatchObject({ method: 'PUT', path: '/v1/m%C3%A4il%2Fbox/a%20b?channel=sms&x=%2B', body });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Tessera',
      host: `127.0.0.1:${server.port}`,
    });
    expect(received?.rawHeaders).toContain('X-Mixed-CASE');
  });

  it('adds no content type of its own, and no body on GET', async () => {
    await fixture.send({ url: server.url('/'), method: 'POST' });
    await fixture.send({ url: server.url('/'), method: 'GET', body: 'ignored' });
    expect(server.received.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      [undefined, ''],
      [undefined, ''],
    ]);
  });

  it('gives status, body and lower-case headers of every answer as they are', async () => {
    answer = (_request, response) => {
      response.writeHead(418, [
        ['X-Trace', 'one'],
        ['X-Trace', 'two'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['Content-Type', 'application/json'],
      ] as never);
      response.end('{"not": "parsed"');
    };
    const result = answered(await fixture.send({ url: server.url('/') }));
    expect(result).toMatchObject({ status: 418, body: '{"not": "parsed"' });
    expect(result.headers).toMatchObject({
      'x-trace': 'one, two',
      'set-cookie': 'a=1, b=2',
      'content-type': 'application/json',
    });
  });

  it('hands a header that is named like a prototype on to nobody', async () => {
    answer = (_request, response) => {
      response.setHeader('__proto__', 'polluted');
      response.end();
    };
    const { headers } = answered(await fixture.send({ url: server.url('/') }));
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect(Object.keys(headers)).not.toContain('__proto__');
  });

  it.each([301, 302, 307, 308])('does not follow a redirect %d', async (status) => {
    answer = (_request, response) => response.writeHead(status, { Location: server.url('/elsewhere') }).end();
    const result = answered(await fixture.send({ url: server.url('/') }));
    expect(result.status).toBe(status);
    expect(server.received).toHaveLength(1);
  });

  it('uses one connection again for calls one after the other', async () => {
    for (let call = 0; call < 5; call += 1) await fixture.send({ url: server.url(`/${call}`) });
    expect(new Set(server.received.map(({ clientPort }) => clientPort)).size).toBe(1);
  });

  it('reads an answer of exactly 1 MiB and refuses one byte more', async () => {
    answer = (request, response) => response.end(Buffer.alloc(1024 * 1024 + (request.path === '/more' ? 1 : 0), 'x'));
    expect(answered(await fixture.send({ url: server.url('/') })).body).toHaveLength(1024 * 1024);
    const fault = faulted(await fixture.send({ url: server.url('/more') }));
    expect(fault).toMatchObject({
      fault: 'transport',
      cause: `call to ${server.url('')} failed: the answer is larger than 1048576 bytes`,
    });
  });

  it('asks for answers as they are and refuses a compressed one', async () => {
    const packed = gzipSync(Buffer.alloc(2 * 1024 * 1024));
    answer = (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed);
    expect(faulted(await fixture.send({ url: server.url('/') })).fault).toBe('transport');
    expect(server.received[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('frames the body of DELETE too', async () => {
    const headers = { 'Content-Type': 'application/json' };
    await fixture.send({ url: server.url('/'), method: 'DELETE', headers, body: '{"all":true}' });
    expect(server.received[0]).toMatchObject({ method: 'DELETE', body: '{"all":true}' });
  });

  it('reads UTF-8 that is cut anywhere, and drops a byte order mark', async () => {
    const bytes = Buffer.from('\ufeff{"text":"認証"}');
    answer = (_request, response) => {
      response.write(bytes.subarray(0, 14));
      setImmediate(() => response.end(bytes.subarray(14)));
    };
    expect(answered(await fixture.send({ url: server.url('/') })).body).toBe('{"text":"認証"}');
  });

  it('sends Basic credentials in UTF-8, over a mapped header of that name', async () => {
    await fixture.send({
      url: server.url('/'),
      headers: { authorization: 'mapped' },
      authentication: { type: 'basic', username: 'AC1', password: 'pässword:1' },
    });
    const expected = `Basic ${Buffer.from('AC1:pässword:1').toString('base64')}`;
    expect(server.received[0]?.headers.authorization).toBe(expected);
    expect(server.received[0]?.rawHeaders.filter((name) => name.toLowerCase() === 'authorization')).toHaveLength(1);
  });

  it('signs what arrives at the service', async () => {
    const body = '{"to":"+819012345678","body":"123456"}';
    await fixture.send({
      url: server.url('/v1/messages?channel=sms'),
      headers: { 'Content-Type': 'application/json' },
      body,
      authentication: {
        type: 'hmac_sha256',
        hmac: {
          apiKey: 'key-1',
          secret: 'tessera-hmac-test-secret',
          signingFields: ['method', 'path', 'timestamp', 'body'],
          apiKeyHeader: 'X-Api-Key',
          timestampHeader: 'X-Timestamp',
          signatureHeader: 'Authorization',
          signatureFormat: 'HMAC-SHA256 {signature}',
          signatureEncoding: 'base64url',
        },
      },
    });
    expect(server.received[0]).toMatchObject({
      body,
      headers: {
        'x-api-key': 'key-1',
        'x-timestamp': String(START / 1000),
        authorization: 'HMAC-SHA256 Lmi7xJI42lko8gxnh-KN1X9Z0q2JQsEeJm67J5hf_m8',
      },
    });
  });
});
