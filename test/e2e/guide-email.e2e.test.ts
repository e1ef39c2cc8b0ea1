import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { printedDocument, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

/** The guide's configuration, for e-mail. */
function emailConfiguration(port: number): unknown {
  const text = JSON.stringify(smsConfigurationOfTheGuide(port));
  const { id: _id, ...document } = JSON.parse(
    text.replaceAll('sms-authentication', 'email-authentication').replaceAll('phone_number', 'email'),
  ) as Record<string, unknown>;
  return { ...document, type: 'email' };
}

/** The first factor is done; sends and enters a code by e-mail. */
async function verifyEmail(signIn: SignIn, email: string): Promise<void> {
  const { status, body } = await signIn.post('email-authentication-challenge', { email });
  expect(status).toBe(200);
  expect(await signIn.post('email-authentication', { verification_code: body['verification_code'] })).toMatchObject({
    status: 200,
    body: { status: 'success' },
  });
}

describe('the e-mail variations of the guide', () => {
  let server: RunningServer;
  let management: Management;

  beforeAll(async () => {
    server = await startServer();
    management = new Management(server.variables);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  async function adopt(variation: string): Promise<void> {
    await management.clear();
    for (const document of [smsConfigurationOfTheGuide(server.sandboxPort), emailConfiguration(server.sandboxPort)]) {
      expect((await management.create('authentication-configurations', document)).status).toBe(201);
    }
    const policy = { flow: 'oauth', ...printedDocument(variation) };
    expect((await management.create('authentication-policies', policy)).status).toBe(201);
  }

  async function registerByEmail(): Promise<Person> {
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    await verifyEmail(signIn, person.email);
    expect((await signIn.tokens()).claims['amr']).toEqual(['initial-registration', 'email']);
    return person;
  }

  it.each(['policy-variation-2', 'policy-variation-3'])(
    '%s: registration and sign-in with a code by e-mail',
    async (name) => {
      await adopt(name);
      const person = await registerByEmail();
      const signIn = await SignIn.start(server.variables);
      await signIn.password(person.email, person.password);
      expect((await signIn.post('authorize')).status).toBe(400);
      await verifyEmail(signIn, person.email);
      expect((await signIn.tokens()).claims['amr']).toEqual(['password', 'email']);
    },
  );

  it('policy-variation-2: SMS is not available', async () => {
    await adopt('policy-variation-2');
    const person = await registerByEmail();
    const signIn = await SignIn.start(server.variables);
    await signIn.password(person.email, person.password);
    expect((await signIn.challenge(person.phone_number)).body).toMatchObject({
      error_description: "Authentication method 'sms' is not available in this flow",
    });
  });

  it('policy-variation-3: the user may choose SMS instead', async () => {
    await adopt('policy-variation-3');
    const person = await registerByEmail();
    const signIn = await SignIn.start(server.variables);
    await signIn.password(person.email, person.password);
    const { body } = await signIn.challenge(person.phone_number);
    await signIn.verify(body['verification_code']);
    expect((await signIn.tokens()).claims['amr']).toEqual(['password', 'sms']);
  });
});
