import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxiosHttpClient } from '@tessera/http-axios';
import { TwilioSmsSender } from '@tessera/sms-twilio';
import { aMessage, SimpleTokenCache } from '@tessera/testkit';

const ACCOUNT = 'AC0123456789abcdef';
const LOGIN = `Basic ${Buffer.from(`${ACCOUNT}:token-of-the-account`).toString('base64')}`;

/** Answers as Twilio's Messages API does, for one account. */
function standIn(received: URLSearchParams[]): http.Server {
  return http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const [status, body] = answerTo(request, form);
      if (status === 201) received.push(form);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
  });
}

function answerTo(request: http.IncomingMessage, form: URLSearchParams): [number, object] {
  const isCall = request.method === 'POST' && request.url === `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
  if (!isCall || request.headers['content-type'] !== 'application/x-www-form-urlencoded') return [404, { code: 20404 }];
  if (request.headers.authorization !== LOGIN) return [401, { code: 20003, message: 'Authenticate' }];
  const to = form.get('To') ?? '';
  if (!/^\+[1-9]\d{7,14}$/.test(to)) return [400, { code: 21211, message: `Invalid 'To' Phone Number: ${to}` }];
  return [201, { sid: 'SM0123456789abcdef', status: 'queued', error_code: null }];
}

describe('TwilioSmsSender against a stand-in of Twilio', () => {
  const sender = new TwilioSmsSender();
  let server: http.Server;
  let client: AxiosHttpClient;
  let received: URLSearchParams[];
  let settings: Record<string, string>;

  beforeEach(async () => {
    received = [];
    server = standIn(received);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const clock = { now: () => Date.now() };
    client = new AxiosHttpClient({
      clock,
      tokenCache: new SimpleTokenCache(clock),
      digests: { sha256Hex: (text) => createHash('sha256').update(text).digest('hex') },
      guard: { allowLoopback: true },
    });
    const { port } = server.address() as AddressInfo;
    settings = {
      account_sid: ACCOUNT,
      auth_token: 'token-of-the-account',
      from: '+15005550006',
      base_url: `http://127.0.0.1:${port}`,
    };
  });

  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('delivers a message', async () => {
    await sender.send(aMessage({ http: client, settings, body: 'Your code: 048213 【認証】 & done' }));
    expect(received.map((form) => Object.fromEntries(form))).toEqual([
      { To: '+819012345678', Body: 'Your code: 048213 【認証】 & done', From: '+15005550006' },
    ]);
  });

  it('is refused with a wrong token, and says so with the code of Twilio', async () => {
    const wrong = { ...settings, auth_token: 'wrong' };
    await expect(sender.send(aMessage({ http: client, settings: wrong }))).rejects.toMatchObject({
      kind: 'rejected',
      providerCode: '20003',
      providerStatus: 401,
    });
  });

  it('is refused for a number that is none', async () => {
    await expect(sender.send(aMessage({ http: client, settings, to: '+1' }))).rejects.toMatchObject({
      kind: 'rejected',
      providerCode: '21211',
    });
    expect(received).toEqual([]);
  });

  it('does not reach a base_url that the destination guard denies', async () => {
    const inside = { ...settings, base_url: 'https://10.0.0.1' };
    await expect(sender.send(aMessage({ http: client, settings: inside }))).rejects.toMatchObject({
      kind: 'transport',
      message: expect.stringContaining('outbound.allow_hosts'),
    });
  });
});
