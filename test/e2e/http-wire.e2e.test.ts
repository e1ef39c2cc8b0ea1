import { connect } from 'node:net';
import { openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;

describe('a request that HTTP does not know', () => {
  let server: OpenServer;

  beforeAll(async () => {
    server = await openServer();
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  /** All that comes back until the server closes the connection. */
  const send = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), 'localhost', () => socket.write(request));
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // The server may close while the rest of the request is still on its way.
        if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
      });
    });

  it.each([
    ['a broken request line', 'NONSENSE\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'a host that is none',
      'GET /nowhere HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    ['a header of 100 KB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, /^(HTTP\/1\.1 431 |$)/],
  ])('is refused and cut off: %s', async (_what, request, expected) => {
    expect(await send(request)).toMatch(expected);
    expect((await checkedFetch(`${server.url}/health/live`)).status).toBe(200);
  });

  it('never moves an address in an answer to another host', async () => {
    const answer = await send(
      `GET /${server.tenantId}/.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toContain(server.issuer);
    expect(answer).not.toContain('evil.example');
  });
});
