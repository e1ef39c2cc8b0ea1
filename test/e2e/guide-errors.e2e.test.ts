import { freePort } from '../support/free-port.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

describe('the errors of the guide, with their exact bodies', () => {
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

  async function configure(port: number): Promise<void> {
    await management.create('authentication-configurations', smsConfigurationOfTheGuide(port));
    await management.create('authentication-policies', policyOfTheGuide());
  }

  it('error 1: the SMS configuration of Step 1 is missing', async () => {
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const answer = await signIn.challenge(person.phone_number, 'registration');

    expect(answer.body).toEqual({
      error: 'invalid_request',
      error_description: 'Authentication configuration not found',
    });
    expect(answer.status).toBe(404);
  });

  it('error 1: Step 1 is the remedy, even for a transaction under way', async () => {
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    await management.create('authentication-configurations', smsConfigurationOfTheGuide(server.sandboxPort));

    expect((await signIn.challenge(person.phone_number, 'registration')).status).toBe(200);
  });

  it('error 2: the external SMS service does not run', async () => {
    await configure(await freePort());
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const answer = await signIn.challenge(person.phone_number, 'registration');

    expect(answer.body).toEqual({
      error: 'server_error',
      error_description: 'Failed to connect to external authentication service',
    });
    expect(answer.status).toBe(503);
    expect((await signIn.verify('123456')).body).toEqual({
      error: 'invalid_request',
      error_description: 'No verification code is pending',
    });
  });

  it('error 3: the code is wrong; the right one still works', async () => {
    await configure(server.sandboxPort);
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body: sent } = await signIn.challenge(person.phone_number, 'registration');
    const answer = await signIn.verify(anotherCode(sent['verification_code']));

    expect(answer.body).toEqual({
      error: 'invalid_grant',
      error_description: 'Verification code is invalid or expired',
      attempts_remaining: 4,
    });
    expect(answer.status).toBe(400);
    expect((await signIn.verify(sent['verification_code'])).body).toMatchObject({ status: 'success' });
  });

  it('error 3: a code that was guessed at five times works no more, and a new challenge is the remedy', async () => {
    await configure(server.sandboxPort);
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body: sent } = await signIn.challenge(person.phone_number, 'registration');
    const remaining: unknown[] = [];
    for (let guess = 1; guess <= 5; guess += 1) {
      remaining.push((await signIn.verify(anotherCode(sent['verification_code']))).body['attempts_remaining']);
    }

    expect(remaining).toEqual([4, 3, 2, 1, 0]);
    expect((await signIn.verify(sent['verification_code'])).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Verification code is invalid or expired',
      attempts_remaining: 0,
    });
    const { body: again } = await signIn.challenge(person.phone_number, 'registration');
    expect((await signIn.verify(again['verification_code'])).status).toBe(200);
  });

  it('error 4: the user has no phone number', async () => {
    await configure(server.sandboxPort);
    const { email, password, name } = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register({ email, password, name });
    const answer = await signIn.challenge('+81-90-1234-5678', 'registration');

    expect(answer.body).toEqual({
      error: 'invalid_request',
      error_description: 'User does not have a phone number',
    });
    expect(answer.status).toBe(400);
  });

  it('a new challenge voids the older code', async () => {
    await configure(server.sandboxPort);
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body: older } = await signIn.challenge(person.phone_number, 'registration');
    let newer = older;
    // Two random codes are the same once in a million; then there is nothing to tell apart.
    while (newer['verification_code'] === older['verification_code']) {
      newer = (await signIn.challenge(person.phone_number, 'registration')).body;
    }

    expect(await signIn.verify(older['verification_code'])).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' },
    });
    expect((await signIn.verify(newer['verification_code'])).body).toMatchObject({ status: 'success' });
  });
});

/** Six digits that are not `code`. */
function anotherCode(code: unknown): string {
  return code === '000000' ? '111111' : '000000';
}
