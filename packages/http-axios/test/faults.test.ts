import net, { type AddressInfo } from 'node:net';
import type { HostAddress } from '@tessera/http-axios';
import { faulted, Fixture, loadParser } from './support/fixture.js';
import { type Answer, LocalServer } from './support/local-server.js';

const never = new Promise<never>(() => undefined);

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function failingWith(code: string): () => Promise<readonly HostAddress[]> {
  return () => Promise.reject(Object.assign(new Error('the name service failed'), { code }));
}

describe('Faults of an outbound call', () => {
  let server: LocalServer;
  let answer: Answer;
  let fixture: Fixture;

  beforeAll(loadParser);

  beforeEach(async () => {
    answer = () => undefined;
    server = await LocalServer.start((request, response) => answer(request, response));
    fixture = new Fixture();
  });

  afterEach(async () => {
    fixture.client.close();
    await server.stop();
  });

  it('calls a refused connection unreachable', async () => {
    const port = await closedPort();
    const fault = faulted(await fixture.send({ url: `http://127.0.0.1:${port}/` }));
    expect(fault).toEqual({
      kind: 'fault',
      fault: 'unreachable',
      cause: `call to http://127.0.0.1:${port} failed: ECONNREFUSED`,
    });
  });

  it('calls a name unreachable when none of its addresses accepts the connection', async () => {
    const resolve = async (): Promise<readonly HostAddress[]> => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const client = new Fixture({ guard: { resolve } });
    const fault = faulted(await client.send({ url: `http://api.example.com:${await closedPort()}/` }));
    expect(fault.fault).toBe('unreachable');
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('calls a name that ends in %s unreachable', async (code) => {
    const client = new Fixture({ guard: { resolve: failingWith(code) } });
    const fault = faulted(await client.send({ url: 'https://api.example.com/' }));
    expect(fault).toMatchObject({ fault: 'unreachable', cause: `call to https://api.example.com failed: ${code}` });
  });

  it('calls a name without any address unreachable', async () => {
    const client = new Fixture({ guard: { resolve: async () => [] } });
    expect(faulted(await client.send({ url: 'https://api.example.com/' })).fault).toBe('unreachable');
  });

  it('ends an attempt at its own limit', async () => {
    // Long enough for the call to arrive on a busy machine, which the last line asks for.
    const fault = faulted(await fixture.send({ url: server.url('/'), timeoutSeconds: 0.3 }));
    expect(fault).toEqual({
      kind: 'fault',
      fault: 'timeout',
      cause: `call to ${server.url('')} failed: the answer took too long`,
    });
    expect(server.received).toHaveLength(1);
  });

  it('ends an attempt that has begun to answer and does not go on', async () => {
    answer = (_request, response) => response.writeHead(200).write('{"begun":');
    expect(faulted(await fixture.send({ url: server.url('/'), timeoutSeconds: 0.05 })).fault).toBe('timeout');
  });

  it('ends an attempt at the deadline of the interaction', async () => {
    const deadline = fixture.clock.now() + 50;
    expect(faulted(await fixture.send({ url: server.url('/'), deadline })).fault).toBe('timeout');
  });

  it('sends nothing when the deadline is over', async () => {
    const deadline = fixture.clock.now();
    expect(faulted(await fixture.send({ url: server.url('/'), deadline })).fault).toBe('timeout');
    expect(server.received).toEqual([]);
  });

  it('does not wait for a name service that never answers', async () => {
    const client = new Fixture({ connectTimeoutMilliseconds: 30, guard: { resolve: () => never } });
    const fault = faulted(await client.send({ url: 'https://api.example.com/' }));
    expect(fault).toMatchObject({
      fault: 'timeout',
      cause: 'call to https://api.example.com failed: connecting took too long',
    });
  });

  it('counts the TLS handshake as connecting', async () => {
    const mute = net.createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const client = new Fixture({ connectTimeoutMilliseconds: 50 });
    const { port } = mute.address() as AddressInfo;
    const fault = faulted(await client.send({ url: `https://127.0.0.1:${port}/` }));
    expect(fault).toMatchObject({ fault: 'timeout', cause: expect.stringContaining('connecting took too long') });
    mute.close();
  });

  it('lets an answer take longer than connecting may', async () => {
    const client = new Fixture({ connectTimeoutMilliseconds: 400 });
    answer = (_request, response) => setTimeout(() => response.end('late'), 500);
    const first = await client.send({ url: server.url('/') });
    const second = await client.send({ url: server.url('/on-the-same-socket') });
    expect([first.kind, second.kind]).toEqual(['response', 'response']);
    client.client.close();
  });

  it('calls TLS that the other side does not speak a transport fault', async () => {
    const fault = faulted(await fixture.send({ url: `https://127.0.0.1:${server.port}/` }));
    expect(fault.fault).toBe('transport');
  });

  it('calls an answer that breaks off a transport fault', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half', () => response.destroy());
    };
    expect(faulted(await fixture.send({ url: server.url('/') })).fault).toBe('transport');
  });

  it('calls an answer that is not HTTP a transport fault', async () => {
    const odd = net.createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as AddressInfo;
    expect(faulted(await fixture.send({ url: `http://127.0.0.1:${port}/` })).fault).toBe('transport');
    odd.close();
  });

  it.each([
    'file:///etc/passwd',
    'data:text/plain,x',
    'ftp://example.com/',
    'not a url',
    'https://user:pw@example.com/',
  ])('never calls %s', async (url) => {
    expect(faulted(await fixture.send({ url })).fault).toBe('transport');
  });

  it('tells the operator nothing of path, query, headers, body or credentials', async () => {
    const hidden = 'h1dden';
    answer = (_request, response) => response.destroy();
    const request = {
      headers: { 'X-Secret': hidden },
      body: hidden,
      authentication: { type: 'basic', username: hidden, password: hidden },
    } as const;
    for (const url of [server.url(`/${hidden}?q=${hidden}`), `http://127.0.0.1:${await closedPort()}/?q=${hidden}`]) {
      expect(JSON.stringify(await fixture.send({ url, ...request }))).not.toContain(hidden);
    }
    expect(JSON.stringify(await fixture.send({ url: `https://u:${hidden}@example.com/` }))).not.toContain(hidden);
  });
});
