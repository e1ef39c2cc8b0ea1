import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answered, faulted, Fixture, loadParser } from './support/fixture.js';
import { type Answer, json, LocalServer } from './support/local-server.js';

describe('Connections of AxiosHttpClient', () => {
  let server: LocalServer;
  let fixture: Fixture;
  let answer: Answer;

  beforeAll(loadParser);

  beforeEach(async () => {
    answer = (_request, response) => json(response, 200, { ok: true });
    server = await LocalServer.start((request, response) => answer(request, response));
    fixture = new Fixture();
  });

  afterEach(async () => {
    fixture.client.close();
    await server.stop();
  });

  const call = (path = '/'): ReturnType<Fixture['send']> => fixture.send({ url: server.url(path), body: '{}' });
  const ports = (): Set<number | undefined> => new Set(server.received.map(({ clientPort }) => clientPort));

  it('makes no call wait for the answer to another', async () => {
    let release = (): void => undefined;
    answer = (request, response) => {
      if (request.path === '/slow') release = () => response.end('slow');
      else response.end('fast');
    };
    const slow = call('/slow');
    expect(answered(await call('/fast')).body).toBe('fast');
    release();
    expect(answered(await slow).body).toBe('slow');
  });

  it('gives each answer to the call that asked for it, on as many connections as there are calls at a time', async () => {
    answer = (request, response) => response.end(request.path);
    const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
    for (let turn = 0; turn < 3; turn += 1) {
      const results = await Promise.all(paths.map((path) => call(path)));
      expect(results.map((result) => answered(result).body)).toEqual(paths);
    }
    expect(ports().size).toBe(100);
  });

  it('takes another connection when the service has closed the one that was idle', async () => {
    await call();
    await server.closeConnections();
    expect(answered(await call()).status).toBe(200);
    expect(ports().size).toBe(2);
  });

  it('does not use a connection again that the service wants closed', async () => {
    answer = (_request, response) => response.setHeader('Connection', 'close').end();
    await call();
    await call();
    expect(ports().size).toBe(2);
  });

  it('sends nothing twice when a connection that was used before breaks without an answer', async () => {
    await call();
    answer = (_request, response) => response.destroy();
    expect(faulted(await call()).fault).toBe('transport');
    expect(server.received).toHaveLength(2);
    expect(ports().size).toBe(1);
  });

  it('does not give the late answer to a call that was given up to the next one', async () => {
    let late = (): void => undefined;
    answer = (_request, response) => {
      late = () => response.end('late');
    };
    expect(faulted(await fixture.send({ url: server.url('/'), timeoutSeconds: 0.3 })).fault).toBe('timeout');
    late();
    answer = (_request, response) => response.end('own');
    expect(answered(await call()).body).toBe('own');
    expect(ports().size).toBe(2);
  });

  it('ends calls that are under way when it is closed, and works again after', async () => {
    const arrived = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const result = call();
    await arrived;
    fixture.client.close();
    expect(faulted(await result).fault).toBe('transport');
    answer = (_request, response) => response.end();
    expect(answered(await call()).status).toBe(200);
  });

  it('passes over what a service says before its answer', async () => {
    answer = (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      json(response, 201, { ok: true });
    };
    expect(answered(await call())).toMatchObject({ status: 201, body: '{"ok":true}' });
  });

  it('does not send headers that speak of the connection', async () => {
    const headers = { Expect: '100-continue', 'Keep-Alive': 'timeout=1', upgrade: 'h2c', 'X-Kept': 'yes' };
    expect(answered(await fixture.send({ url: server.url('/'), headers })).status).toBe(200);
    const received = server.received[0]?.headers ?? {};
    expect(received['x-kept']).toBe('yes');
    expect(['expect', 'keep-alive', 'upgrade'].filter((name) => name in received)).toEqual([]);
  });

  it('calls a header that cannot be written a transport fault, and goes on', async () => {
    const headers = { 'X-Text': '認証' };
    expect(faulted(await fixture.send({ url: server.url('/'), headers })).fault).toBe('transport');
    expect(server.received).toEqual([]);
    expect(answered(await call()).status).toBe(200);
  });

  it('reaches an address that is written in the URL, IPv6 included', async () => {
    const other = http.createServer((request, response) => response.end(request.headers.host));
    await new Promise<void>((resolve) => other.listen(0, '::1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(answered(await fixture.send({ url: `http://[::1]:${port}/` })).body).toBe(`[::1]:${port}`);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });
});
