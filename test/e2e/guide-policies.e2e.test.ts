import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { policyOfTheGuide, printedDocument, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

const VARIATIONS = ['policy-variation-1', 'policy-variation-2', 'policy-variation-3'];

describe('the policy variations of the guide', () => {
  let server: RunningServer;
  let management: Management;

  beforeAll(async () => {
    server = await startServer();
    management = new Management(server.variables);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  beforeEach(async () => {
    await management.clear();
    await management.create('authentication-configurations', smsConfigurationOfTheGuide(server.sandboxPort));
  });

  /** Registers somebody by the policy in force. */
  async function registered(): Promise<Person> {
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    await signIn.verify(body['verification_code']);
    await signIn.authorize();
    return person;
  }

  /** Puts a variation in force, as printed but for the flow that a POST needs. */
  function adopt(name: string): ReturnType<Management['create']> {
    return management.create('authentication-policies', { flow: 'oauth', ...printedDocument(name) });
  }

  it.each(VARIATIONS)('%s is accepted as printed, with the flow it is for', async (name) => {
    const answer = await adopt(name);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      dry_run: false,
      result: { flow: 'oauth', enabled: true, ...printedDocument(name) },
    });
  });

  it.each(VARIATIONS)('%s is refused without a flow, naming what is missing', async (name) => {
    const answer = await management.create('authentication-policies', printedDocument(name));

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: 'invalid_request',
      error_description: 'Validation failed',
      violations: [{ pointer: '/flow', message: 'required' }],
    });
  });

  it.each(['policy-variation-2', 'policy-variation-3'])('%s warns that e-mail is not configured', async (name) => {
    const { body } = await adopt(name);

    expect(body['warnings']).toEqual([expect.objectContaining({ code: 'method_without_configuration' })]);
  });

  it('variation 1: neither registration nor password is enough without SMS', async () => {
    await adopt('policy-variation-1');
    const person = await registered();
    const refusal = {
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: 'Authentication is required',
        required_methods: [['sms']],
      },
    };

    const registration = await SignIn.start(server.variables);
    await registration.register(somebody());
    expect(await registration.post('authorize')).toMatchObject(refusal);

    const signIn = await SignIn.start(server.variables);
    await signIn.password(person.email, person.password);
    expect(await signIn.post('authorize')).toMatchObject(refusal);
    await signIn.password(person.email, person.password);
    expect(await signIn.post('authorize')).toMatchObject(refusal);

    const { body } = await signIn.challenge(person.phone_number);
    expect(await signIn.post('authorize')).toMatchObject(refusal);
    await signIn.verify(body['verification_code']);
    expect((await signIn.tokens()).claims['amr']).toEqual(['password', 'sms']);
  });

  it('variation 1: a sent code goes to the registered number or nowhere', async () => {
    await adopt('policy-variation-1');
    const person = await registered();
    const signIn = await SignIn.start(server.variables);
    await signIn.password(person.email, person.password);

    expect(await signIn.challenge('+81-90-9999-0000')).toMatchObject({
      status: 400,
      body: { error_description: 'phone_number does not match the registered phone number' },
    });
    expect((await signIn.challenge(person.phone_number.replaceAll('-', ''))).status).toBe(200);
  });

  it('variation 1: a method it does not list is refused', async () => {
    await adopt('policy-variation-1');
    const signIn = await SignIn.start(server.variables);

    expect(await signIn.post('email-authentication-challenge', { email: 'a@example.com' })).toMatchObject({
      status: 400,
      body: { error_description: "Authentication method 'email' is not available in this flow" },
    });
  });

  it('variation 2: SMS is refused', async () => {
    await adopt('policy-variation-2');
    const signIn = await SignIn.start(server.variables);
    const person = somebody();
    await signIn.register(person);

    expect((await signIn.status()).body).toMatchObject({ status: 'in_progress', required_methods: [['email']] });
    expect(await signIn.challenge(person.phone_number)).toMatchObject({
      status: 400,
      body: { error_description: "Authentication method 'sms' is not available in this flow" },
    });
  });

  it('variation 3: SMS is one of two ways on', async () => {
    await adopt('policy-variation-3');
    const signIn = await SignIn.start(server.variables);
    const person = somebody();
    await signIn.register(person);

    expect((await signIn.status()).body).toMatchObject({ required_methods: [['sms'], ['email']] });
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    await signIn.verify(body['verification_code']);
    expect((await signIn.tokens()).claims['amr']).toEqual(['initial-registration', 'sms']);
  });

  it('no way around it: a request that its conditions leave out falls back to it', async () => {
    await management.create('authentication-policies', policyOfTheGuide());
    const person = await registered();
    const withoutOpenid = await SignIn.start(server.variables, { scope: 'profile' });
    await withoutOpenid.password(person.email, person.password);

    expect((await withoutOpenid.status()).body).toMatchObject({ status: 'in_progress', required_methods: [['sms']] });
    const { body } = await management.list('security-events', '?event_type=authorization_started&limit=1');
    expect(body['list']).toMatchObject([{ transaction_id: withoutOpenid.id, detail: { policy_fallback: true } }]);
  });
});
