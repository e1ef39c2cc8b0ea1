import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TWILIO_VERIFY } from '../../packages/core/test/fixtures/authentication-configurations.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

const SERVICE = 'VAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
const BASIC = `Basic ${Buffer.from('ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:auth-token').toString('base64')}`;
const RIGHT_CODE = '135790';

/** Answers as Twilio documents Verify: 201 pending; 200 approved or still pending; 404 once it is gone. */
class VerifyStandIn {
  readonly problems: string[] = [];
  readonly sent: string[] = [];
  isGone = false;
  readonly server: Server = createServer((req, res) => void this.answer(req, res));

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (req.headers.authorization !== BASIC) this.problems.push('authorization');
    if (req.headers['content-type'] !== 'application/x-www-form-urlencoded') this.problems.push('content type');
    const json = (status: number, body: unknown): void => {
      res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (req.url === `/v2/Services/${SERVICE}/Verifications`) {
      if (form.get('Channel') !== 'sms') this.problems.push('Channel');
      this.sent.push(form.get('To') ?? '');
      return json(201, { sid: `VE${this.sent.length}`, status: 'pending', to: form.get('To') });
    }
    if (req.url !== `/v2/Services/${SERVICE}/VerificationCheck`) this.problems.push(`url ${req.url ?? ''}`);
    if (form.get('VerificationSid') !== `VE${this.sent.length}`) this.problems.push('VerificationSid');
    if (this.isGone) return json(404, { code: 20404, status: 404, message: 'The requested resource was not found' });
    return json(200, {
      sid: form.get('VerificationSid'),
      status: form.get('Code') === RIGHT_CODE ? 'approved' : 'pending',
    });
  }
}

describe('the Twilio Verify recipe', () => {
  const twilio = new VerifyStandIn();
  let server: RunningServer;

  beforeAll(async () => {
    await new Promise<void>((resolve) => twilio.server.listen(0, '127.0.0.1', resolve));
    const { port } = twilio.server.address() as AddressInfo;
    server = await startServer();
    const document: unknown = JSON.parse(
      JSON.stringify(TWILIO_VERIFY).replaceAll('https://verify.twilio.com', `http://127.0.0.1:${port}`),
    );
    expect((await new Management(server.variables).create('authentication-configurations', document)).status).toBe(201);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    twilio.server.close();
  }, SERVER_TIMEOUT);

  async function challenged(): Promise<SignIn> {
    const signIn = await SignIn.start(server.variables);
    await signIn.register(somebody());
    const { status, body } = await signIn.post('sms-authentication-challenge', {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ transaction_id: `VE${twilio.sent.length}`, expires_in: 300 });
    return signIn;
  }

  it('sends to the E.164 number, refuses a wrong code that Twilio calls pending, accepts the approved one', async () => {
    const signIn = await challenged();
    expect(twilio.sent.at(-1)).toMatch(/^\+8190\d{8}$/);
    expect(await signIn.verify('000000')).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'Verification code is invalid or expired',
        attempts_remaining: 4,
      },
    });
    expect(await signIn.verify(RIGHT_CODE)).toMatchObject({ status: 200, body: { status: 'success' } });
    expect((await signIn.tokens()).claims['amr']).toEqual(['initial-registration', 'sms']);
    expect(twilio.problems).toEqual([]);
  });

  it('takes a verification that Twilio no longer knows for an expired code', async () => {
    const signIn = await challenged();
    twilio.isGone = true;
    expect(await signIn.verify(RIGHT_CODE)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', attempts_remaining: 4 },
    });
    expect(twilio.problems).toEqual([]);
  });
});
