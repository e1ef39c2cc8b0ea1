import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxiosHttpClient } from '@tessera/http-axios';
import { AwsSnsSmsSender } from '@tessera/sms-aws-sns';
import { aMessage, SimpleTokenCache } from '@tessera/testkit';

const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const REGION = 'ap-northeast-1';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The signature that AWS computes from what it received, step by step as documented. */
function expectedAuthorization(request: http.IncomingMessage, body: string): string {
  const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = ['POST', request.url ?? '', '', headers.join(''), names, sha256(body)].join('\n');
  const time = String(request.headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/${REGION}/sns/aws4_request`;
  const key = [REGION, 'sns', 'aws4_request'].reduce(hmac, hmac(`AWS4${SECRET}`, time.slice(0, 8)));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** Answers as SNS does, for one key. */
function standIn(received: URLSearchParams[]): http.Server {
  const error = (code: string): string =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  return http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const form = new URLSearchParams(body);
      response.setHeader('Content-Type', 'text/xml');
      const signed = /SignedHeaders=content-type;host;x-amz-date,/.test(request.headers.authorization ?? '');
      if (!signed || request.headers.authorization !== expectedAuthorization(request, body)) {
        response.writeHead(403).end(error('SignatureDoesNotMatch'));
      } else if (!/^\+[1-9]\d{7,14}$/.test(form.get('PhoneNumber') ?? '')) {
        response.writeHead(400).end(error('InvalidParameter'));
      } else {
        received.push(form);
        response.end(
          '<PublishResponse><PublishResult><MessageId>94f20ce6</MessageId></PublishResult></PublishResponse>',
        );
      }
    });
  });
}

describe('AwsSnsSmsSender against a stand-in of Amazon SNS', () => {
  const clock = { now: () => Date.now() };
  const sender = new AwsSnsSmsSender({ clock });
  let server: http.Server;
  let client: AxiosHttpClient;
  let received: URLSearchParams[];
  let settings: Record<string, string>;

  beforeEach(async () => {
    received = [];
    server = standIn(received);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new AxiosHttpClient({
      clock,
      tokenCache: new SimpleTokenCache(clock),
      digests: { sha256Hex: sha256 },
      guard: { allowLoopback: true },
    });
    const { port } = server.address() as AddressInfo;
    settings = {
      region: REGION,
      access_key_id: ACCESS_KEY_ID,
      secret_access_key: SECRET,
      sender_id: 'Tessera',
      endpoint: `http://127.0.0.1:${port}`,
    };
  });

  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('delivers a message with a signature that AWS would accept', async () => {
    await sender.send(aMessage({ http: client, settings, body: "Your code: 048213 【認証】 & 'done' (~*)" }));
    expect(received.map((form) => [form.get('PhoneNumber'), form.get('Message')])).toEqual([
      ['+819012345678', "Your code: 048213 【認証】 & 'done' (~*)"],
    ]);
  });

  it('is refused with a wrong secret, and says so with the code of AWS', async () => {
    const wrong = { ...settings, secret_access_key: 'wrong' };
    await expect(sender.send(aMessage({ http: client, settings: wrong }))).rejects.toMatchObject({
      kind: 'rejected',
      providerCode: 'SignatureDoesNotMatch',
      providerStatus: 403,
    });
    expect(received).toEqual([]);
  });

  it('is refused for a number that is none', async () => {
    await expect(sender.send(aMessage({ http: client, settings, to: '+1' }))).rejects.toMatchObject({
      kind: 'rejected',
      providerCode: 'InvalidParameter',
    });
  });

  it('does not reach an endpoint that the destination guard denies', async () => {
    const inside = { ...settings, endpoint: 'https://10.0.0.1' };
    await expect(sender.send(aMessage({ http: client, settings: inside }))).rejects.toMatchObject({
      kind: 'transport',
      message: expect.stringContaining('outbound.allow_hosts'),
    });
  });
});
