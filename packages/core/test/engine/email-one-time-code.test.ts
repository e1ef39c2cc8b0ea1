import { SendFailure, type JsonObject } from '@tessera/core';
import { answers, fault, internalEmail } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const CHALLENGE = 'email-authentication-challenge';
const INVALID = { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' };

const succeeded = (interaction: string): JsonObject => ({
  path: `$.${interaction}.success_count`,
  type: 'integer',
  operation: 'gte',
  value: 1,
});

/** "MFA with e-mail" of the guide. */
const MFA_WITH_EMAIL: JsonObject = {
  description: 'mfa_with_email',
  priority: 10,
  conditions: { scopes: ['openid'] },
  available_methods: ['password', 'initial-registration', 'email'],
  success_conditions: {
    any_of: [
      [succeeded('password-authentication'), succeeded('email-authentication')],
      [succeeded('initial-registration'), succeeded('email-authentication')],
    ],
  },
};

/** A user with a mailbox who has proved the password. */
async function begin(configuration: JsonObject): Promise<{ engine: TestEngine; login: Login; sub: string }> {
  const engine = await TestEngine.create();
  await engine.configure(configuration);
  await engine.policy(MFA_WITH_EMAIL);
  const { sub } = await engine.user({ preferredUsername: NAME, email: NAME, emailVerified: false });
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login, sub };
}

const verify = (login: Login, verification_code: string): ReturnType<Login['call']> =>
  login.call('email-authentication', { verification_code });

describe('a login with password and e-mail, codes made by Tessera', () => {
  const TEMPLATES = {
    authentication: {
      subject: '[Example] {VERIFICATION_CODE}',
      body: 'コード {VERIFICATION_CODE}\n{EXPIRE_SECONDS} 秒',
    },
  };

  it('mails the code from the configured address and takes it once', async () => {
    const { engine, login, sub } = await begin(internalEmail({ details: { templates: TEMPLATES } }));
    const answer = await login.call(CHALLENGE, { email: NAME });
    expect(answer).toMatchObject({ status: 200, body: { expires_in: 300, destination: 'a***@example.com' } });
    expect(engine.email.messages).toEqual([
      expect.objectContaining({
        from: 'no-reply@example.com',
        to: NAME,
        subject: `[Example] ${engine.code}`,
        body: `コード ${engine.code}\n300 秒`,
      }),
    ]);
    expect(engine.sms.messages).toEqual([]);
    expect(await verify(login, engine.wrongCode)).toEqual({ status: 400, body: { ...INVALID, attempts_remaining: 4 } });
    expect(await verify(login, engine.code)).toEqual({
      status: 200,
      body: { status: 'success', user: { sub, status: 'REGISTERED' } },
    });
    expect((await verify(login, engine.code)).body['error_description']).toBe('No verification code is pending');
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ sub, methods: ['password', 'email'] });
    expect(await engine.stored(sub)).toMatchObject({ email: NAME, emailVerified: true });
  });

  it('follows initial-registration with the registration text', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalEmail());
    await engine.policy(MFA_WITH_EMAIL);
    const login = await engine.start();
    await login.call('initial-registration', { email: 'new@example.com', password: 'Test1234!' });
    expect((await login.call(CHALLENGE)).status).toBe(200);
    expect(engine.email.messages[0]).toMatchObject({
      to: 'new@example.com',
      subject: 'Sign-up code',
      body: `Your sign-up code: ${engine.code} (valid 300 seconds)`,
    });
    await verify(login, engine.code);
    expect((await login.finish()).login.methods).toContain('email');
  });

  it.each([
    ['unreachable', 503],
    ['timeout', 504],
    ['transport', 502],
    ['rejected', 502],
  ] as const)('answers a sender that fails with %s as %i, and leaves no code behind', async (kind, status) => {
    const { engine, login } = await begin(internalEmail());
    engine.email.failure = new SendFailure(kind, 'the SMTP server mail.example.com:587 answered 550', { code: '550' });
    expect((await login.call(CHALLENGE)).status).toBe(status);
    expect((await verify(login, engine.code)).body['error_description']).toBe('No verification code is pending');
    const event = (await login.events()).find(({ type }) => type === 'email_verification_request_failure');
    expect(event?.detail).toMatchObject({ reason: 'send_failed', provider_code: '550' });
  });
});

describe('a login with password and e-mail, codes mailed through an HTTP API', () => {
  const details: JsonObject = {
    sender_type: 'http_request',
    sender: 'Example <no-reply@example.com>',
    settings: {
      http_request: {
        url: 'https://mail.example.com/send',
        body_mapping_rules: [
          { from: '$.request_body.to', to: 'personalizations.to' },
          { from: '$.request_body.from', to: 'from' },
          { from: '$.request_body.subject', to: 'subject' },
          { from: '$.request_body.body', to: 'text' },
        ],
      },
    },
  };

  it('maps recipient, sender, subject and text into the request', async () => {
    const { engine, login } = await begin(internalEmail({ details }));
    engine.http.respond = () => answers(202, {});
    expect((await login.call(CHALLENGE)).status).toBe(200);
    expect(engine.http.bodies('/send')).toEqual([
      {
        personalizations: { to: NAME },
        from: 'Example <no-reply@example.com>',
        subject: 'Sign-in code',
        text: `Your sign-in code: ${engine.code} (valid 300 seconds)`,
      },
    ]);
    expect((await verify(login, engine.code)).status).toBe(200);
  });

  it('fails when the API refuses', async () => {
    const { engine, login } = await begin(internalEmail({ details }));
    engine.http.respond = () => answers(422, { message: 'bad recipient' });
    expect(await login.call(CHALLENGE)).toEqual({
      status: 502,
      body: { error: 'server_error', error_description: 'Failed to send the verification code' },
    });
  });
});

describe('a login with password and e-mail, codes made and checked outside', () => {
  const execution = (url: string, rules: JsonObject[]): JsonObject => ({
    function: 'http_request',
    http_request: { url, body_mapping_rules: rules },
  });
  const response: JsonObject = { body_mapping_rules: [{ from: '$.execution_http_request.response_body', to: '*' }] };
  const EXTERNAL: JsonObject = {
    type: 'email',
    metadata: {
      type: 'external',
      transaction_id_param: 'transaction_id',
      verification_code_param: 'verification_code',
    },
    interactions: {
      [CHALLENGE]: {
        execution: {
          ...execution('https://sandbox.example.com/email-authentication-challenge', [
            { from: '$.request_body', to: '*' },
          ]),
          http_request_store: {
            key: CHALLENGE,
            interaction_mapping_rules: [{ from: '$.response_body.transaction_id', to: 'transaction_id' }],
          },
        },
        response,
      },
      'email-authentication': {
        execution: {
          ...execution('https://sandbox.example.com/email-authentication', [
            { from: '$.request_body.verification_code', to: 'verification_code' },
            { from: '$.interaction.transaction_id', to: 'transaction_id' },
          ]),
          previous_interaction: { key: CHALLENGE },
        },
        response,
      },
    },
  };

  /** Answers as the development provider does. */
  function provide(engine: TestEngine): void {
    engine.http.respond = ({ url, body }) => {
      if (url.endsWith(CHALLENGE))
        return answers(200, { transaction_id: 'at-the-provider', verification_code: '123456' });
      const sent = JSON.parse(body ?? '{}') as JsonObject;
      const isRight = sent['transaction_id'] === 'at-the-provider' && sent['verification_code'] === '123456';
      return isRight ? answers(200, { status: 'success' }) : answers(400, INVALID);
    };
  }

  it('forwards the address, then the code with the id of the provider', async () => {
    const { engine, login, sub } = await begin(EXTERNAL);
    provide(engine);
    expect((await login.call(CHALLENGE, { email: NAME, template: 'login' })).status).toBe(200);
    expect(engine.http.bodies('-challenge')).toEqual([{ email: NAME, template: 'login' }]);
    expect(engine.email.messages).toEqual([]);
    expect((await verify(login, '000000')).body).toMatchObject({ ...INVALID, attempts_remaining: 4 });
    expect((await verify(login, '123456')).body).toMatchObject({ status: 'success', user: { sub } });
    expect(engine.http.bodies('/email-authentication')).toEqual([
      { verification_code: '000000', transaction_id: 'at-the-provider' },
      { verification_code: '123456', transaction_id: 'at-the-provider' },
    ]);
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ sub, methods: ['password', 'email'] });
    expect(await engine.stored(sub)).toMatchObject({ emailVerified: true });
  });

  it('spends no guess when the provider cannot be reached', async () => {
    const { engine, login } = await begin(EXTERNAL);
    provide(engine);
    await login.call(CHALLENGE, { email: NAME });
    engine.http.respond = () => fault('unreachable');
    expect((await verify(login, '123456')).status).toBe(503);
    provide(engine);
    expect((await verify(login, '000000')).body['attempts_remaining']).toBe(4);
  });
});
