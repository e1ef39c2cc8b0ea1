import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide, printedDocument, printedText } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

describe('the examples of the SMS reference', () => {
  let server: RunningServer;
  let management: Management;

  beforeAll(async () => {
    server = await startServer();
    management = new Management(server.variables);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  beforeEach(() => management.clear());

  it.each(['sms-reference-external', 'sms-reference-internal'])('%s is registered as printed', async (name) => {
    const answer = await management.create('authentication-configurations', printedText(name));
    const { metadata } = printedDocument(name);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      dry_run: false,
      result: { id: '0f12803e-37b6-437e-8ca9-5822bd852b74', type: 'sms', enabled: true, attributes: {}, metadata },
    });
  });

  it('internal: registers and signs in with codes of the server', async () => {
    await management.create('authentication-configurations', printedText('sms-reference-internal'));
    await management.create('authentication-policies', policyOfTheGuide());
    const person = somebody();

    const registration = await SignIn.start(server.variables);
    await registration.register(person);
    const { body: first } = await registration.challenge(person.phone_number, 'registration');
    expect(first).toEqual({
      transaction_id: expect.any(String),
      verification_code: expect.stringMatching(/^\d{6}$/),
      expires_in: 300,
      resend_available_in: 0,
      destination: `+81********${person.phone_number.slice(-2)}`,
    });
    expect((await registration.verify(first['verification_code'])).body).toMatchObject({ status: 'success' });
    expect((await registration.tokens()).claims['amr']).toEqual(['initial-registration', 'sms']);

    const signIn = await SignIn.start(server.variables, { prompt: 'login' });
    const { body: password } = await signIn.password(person.email, person.password);
    const { body: second } = await signIn.challenge(person.phone_number);
    const { body: verified } = await signIn.verify(second['verification_code']);
    expect(verified).toEqual({ status: 'success', user: password['user'] });
    const tokens = await signIn.tokens();
    expect(tokens.claims).toMatchObject({ amr: ['password', 'sms'], sub: password['user_id'] });
    expect(tokens.scope.split(' ').sort()).toEqual(['openid', 'profile']);
  });

  it('internal: the paths of the reference work without the tenant', async () => {
    await management.create('authentication-configurations', printedText('sms-reference-internal'));
    await management.create('authentication-policies', policyOfTheGuide());
    const person = somebody();
    const signIn = (await SignIn.start(server.variables)).withoutTenant();
    await signIn.register(person);
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    await signIn.verify(body['verification_code']);

    expect((await signIn.authorize()).searchParams.get('state')).toBe('a-state');
  });

  it('internal: five wrong guesses use the code up, also for the right one', async () => {
    await management.create('authentication-configurations', printedText('sms-reference-internal'));
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    const code = String(body['verification_code']);
    const wrong = code === '000000' ? '111111' : '000000';
    for (let guess = 1; guess <= 5; guess += 1) await signIn.verify(wrong);

    expect(await signIn.verify(code)).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'Verification code is invalid or expired',
        attempts_remaining: 0,
      },
    });
  });

  it('internal: a right code works once', async () => {
    await management.create('authentication-configurations', printedText('sms-reference-internal'));
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn.verify(body['verification_code'])));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      new Set(answers.filter(({ status }) => status !== 200).map((each) => each.body['error_description'])),
    ).toEqual(new Set(['No verification code is pending']));
  });
});
