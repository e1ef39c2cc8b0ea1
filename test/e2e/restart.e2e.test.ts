import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHeldProvider } from '../support/held-provider.js';
import { requestJson } from '../support/json-request.js';
import type { Answer } from '../support/json-request.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { refusesConnections } from '../support/refuses-connections.js';
import { runGuide } from '../support/run-guide.js';
import { SignIn, redeem } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import type { Tokens } from '../support/sign-in.js';

const USER = { email: 'new-user@example.com', password: 'Test1234!', phone: '+81-90-1234-5678' };

async function signIn(server: RunningServer): Promise<Tokens> {
  const flow = await SignIn.start(server.variables, { scope: 'openid profile email phone' });
  await flow.password(USER.email, USER.password);
  const { body } = await flow.challenge(USER.phone);
  await flow.verify(body['verification_code']);
  return flow.tokens();
}

async function userInfo({ variables, url }: RunningServer, { accessToken }: Tokens): Promise<Answer['body']> {
  return (await requestJson(`${url}/${variables.TENANT_ID}/v1/userinfo`, { token: accessToken })).body;
}

describe('a server that was killed (kill -9) and started again on the same data', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-restart-'));
  let first: RunningServer;
  let server: RunningServer;
  let before: { readonly tokens: Tokens; readonly events: unknown };

  beforeAll(async () => {
    first = await startServer({ dataDir });
    const guide = await runGuide(first);
    if (guide.code !== 0) throw new Error(guide.output);
    const tokens = await signIn(first);
    const { body } = await new Management(first.variables).list('security-events', '?limit=1000');
    before = { tokens, events: body['list'] };
    await first.kill9();
    server = await startServer({ dataDir, port: first.port, preferredSandboxPort: first.sandboxPort });
  }, 2 * SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }, SERVER_TIMEOUT);

  it('still takes the admin token of before', async () => {
    expect(server.variables.ADMIN_TOKEN).not.toBe(first.variables.ADMIN_TOKEN);
    for (const { variables } of [first, server]) {
      expect((await new Management(variables).list('authentication-configurations')).status).toBe(200);
    }
  });

  it('has configuration, policy and user', async () => {
    const management = new Management(server.variables);
    expect((await management.list('authentication-configurations')).body).toMatchObject({
      list: [{ type: 'sms', metadata: { description: 'SMS authentication for MFA' } }],
      total_count: 1,
    });
    expect((await management.list('authentication-policies')).body).toMatchObject({
      list: [{ flow: 'oauth', policies: [{ description: 'mfa_required_for_registration_and_login' }] }],
      total_count: 1,
    });
    expect(await userInfo(server, before.tokens)).toMatchObject({
      sub: before.tokens.claims['sub'],
      email: USER.email,
      phone_number: '+819012345678',
      phone_number_verified: true,
    });
  });

  it('has every event', async () => {
    const { body } = await new Management(server.variables).list('security-events', '?limit=1000');
    const events = body['list'] as readonly { readonly id: string }[];
    const kept = events.slice(-(before.events as readonly unknown[]).length);

    expect(kept).toEqual(before.events);
    expect(kept.length).toBeGreaterThan(10);
  });

  it('signs the user in, with both factors', async () => {
    const { claims } = await signIn(server);

    expect(claims).toMatchObject({ sub: before.tokens.claims['sub'], amr: ['password', 'sms'] });
  });

  it('renews tokens with the refresh token of before', async () => {
    const renewed = await redeem(server.variables, {
      grant_type: 'refresh_token',
      refresh_token: before.tokens.refreshToken ?? '',
    });

    expect(renewed.accessToken).not.toBe('');
    expect(renewed.claims['sub']).toBe(before.tokens.claims['sub']);
  });

  it('does not register the same user twice', async () => {
    const flow = await SignIn.start(server.variables);

    expect(await flow.register({ email: USER.email, password: USER.password })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'User already exists' },
    });
  });
});

describe('a server that is asked to end (SIGTERM)', () => {
  it(
    'answers the request under way, takes no new ones and ends with exit code 0',
    async () => {
      const server = await startServer();
      const provider = await startHeldProvider();
      const configuration = smsConfigurationOfTheGuide(provider.port);
      await new Management(server.variables).create('authentication-configurations', configuration);
      const person = somebody();
      const flow = await SignIn.start(server.variables);
      await flow.register(person);
      const answer = flow.challenge(person.phone_number, 'registration');
      await provider.challenged;

      const ended = server.stop();
      await refusesConnections(server.port);
      expect(server.child.process.exitCode).toBeNull();
      provider.release();

      expect(await answer).toMatchObject({ status: 200, body: { verification_code: '123456' } });
      expect(await ended).toEqual({ code: 0, signal: null });
      provider.close();
    },
    SERVER_TIMEOUT,
  );
});
