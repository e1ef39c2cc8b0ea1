import { externalEmailOver, internalSmsOver, PROVIDER_PATHS } from '../support/abuse-documents.js';
import type { Answer } from '../support/json-request.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { printedDocument } from '../support/printed-documents.js';
import { BalancedSignIn, startServerPair } from '../support/server-pair.js';
import type { ServerPair } from '../support/server-pair.js';
import { redeem } from '../support/sign-in.js';
import { startStandInProvider } from '../support/stand-in-provider.js';
import type { StandInProvider } from '../support/stand-in-provider.js';
import { SERVER_TIMEOUT } from '../support/start-server.js';
import { findTestDatabases, SQLITE } from '../support/test-databases.js';
import { describeWithRedis, hasRedis } from '../support/throw-away-redis.js';

const WRONG = { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' };
const EXTERNAL_CODE = '314159';

const SETTINGS = {
  TESSERA_SEND_LIMITS_PER_TRANSACTION: '0',
  TESSERA_SEND_LIMITS_PER_DESTINATION_HOUR: '0',
  TESSERA_SEND_LIMITS_PER_DESTINATION_DAY: '0',
  TESSERA_SEND_LIMITS_PER_IP_HOUR: '0',
  // Long, so that a request which arrives late on a busy machine is still a double click.
  TESSERA_SEND_LIMITS_REPEAT_WINDOW_SECONDS: '60',
};

const times = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, async (_, index) => run(index)));
const wrongFor = (code: string): string => `${code.startsWith('9') ? '0' : '9'}${code.slice(1)}`;

// PostgreSQL is started only for suites that run.
const databases = hasRedis ? await findTestDatabases() : [SQLITE];

describeWithRedis.each(databases)('two servers that share Redis and $name', (database) => {
  let pair: ServerPair;
  let provider: StandInProvider;
  let management: Management;

  beforeAll(async () => {
    provider = await startStandInProvider();
    provider.respond = ({ path, body }) => {
      const isWrong = path === PROVIDER_PATHS.verification && !body.includes(EXTERNAL_CODE);
      return isWrong ? { status: 400, body: WRONG } : { status: 200, body: { transaction_id: 't-1' } };
    };
    pair = await startServerPair({ ...SETTINGS, ...(await database.settings()) });
    management = new Management(pair.servers[0].variables);
    const created = [
      await management.create('authentication-configurations', internalSmsOver(provider)),
      await management.create('authentication-configurations', externalEmailOver(provider)),
      await management.create('authentication-policies', { flow: 'oauth', ...printedDocument('policy-variation-3') }),
    ];
    expect(created.map(({ status }) => status)).toEqual([201, 201, 201]);
  }, 3 * SERVER_TIMEOUT);

  afterAll(async () => {
    await pair.stop();
    provider.close();
    await database.dispose();
  }, SERVER_TIMEOUT);

  /** How many events of a login, or of an account, match. */
  const count = async (query: string): Promise<number> =>
    Number((await management.list('security-events', `?limit=1&${query}`)).body['total_count']);

  /** A new user whose number is verified. */
  const registered = async (): Promise<{ readonly person: Person; readonly sub: string }> => {
    const person = somebody();
    const signIn = await BalancedSignIn.start(pair);
    const { body } = await signIn.post('initial-registration', person);
    await signIn.verify(await codeFor(signIn, 'registration'));
    expect((await signIn.post('authorize')).status).toBe(200);
    return { person, sub: (body['user'] as { readonly sub: string }).sub };
  };

  const withPassword = async ({ email, password }: Person): Promise<BalancedSignIn> => {
    const signIn = await BalancedSignIn.start(pair);
    expect((await signIn.password(email, password)).status).toBe(200);
    return signIn;
  };

  /** Has a code sent; another template than before is another request, not a repeated one. */
  const codeFor = async (signIn: BalancedSignIn, template: string): Promise<string> => {
    const { status, body } = await signIn.post('sms-authentication-challenge', { template });
    expect(status).toBe(200);
    return String(body['verification_code']);
  };

  it(
    'compare five of sixty-four parallel wrong codes on one challenge, and then refuse the right one',
    async () => {
      const { person } = await registered();
      const signIn = await withPassword(person);
      const code = await codeFor(signIn, 'authentication');
      const answers = await times(64, () => signIn.verify(wrongFor(code)));
      expect(answers.every(({ status, body }) => status === 400 && body['error'] === WRONG.error)).toBe(true);
      expect(await count(`transaction_id=${signIn.id}&reason=wrong_code`)).toBe(5);
      expect(await count(`transaction_id=${signIn.id}&reason=exhausted`)).toBe(59);
      expect(await signIn.verify(code)).toMatchObject({ status: 400, body: { ...WRONG, attempts_remaining: 0 } });
      expect((await signIn.post('authorize')).status).toBe(400);
    },
    SERVER_TIMEOUT,
  );

  it(
    'ask an outside service for five of sixty-four verdicts',
    async () => {
      const { person } = await registered();
      const signIn = await withPassword(person);
      expect((await signIn.post('email-authentication-challenge')).status).toBe(200);
      const asked = provider.requestsTo(PROVIDER_PATHS.verification).length;
      await times(64, () => signIn.verify('000000', 'email-authentication'));
      expect(await signIn.verify(EXTERNAL_CODE, 'email-authentication')).toMatchObject({ status: 400, body: WRONG });
      expect(provider.requestsTo(PROVIDER_PATHS.verification).length - asked).toBe(5);
    },
    SERVER_TIMEOUT,
  );

  it(
    'make one success and one authorization code of thirty-two parallel right codes',
    async () => {
      const { person } = await registered();
      const signIn = await withPassword(person);
      const code = await codeFor(signIn, 'authentication');
      const outcomes = await times(32, async () => ({
        verified: await signIn.verify(code),
        finished: await signIn.post('authorize'),
      }));
      const finished = outcomes.filter(({ finished: { status } }) => status === 200);
      expect(outcomes.filter(({ verified }) => verified.status === 200)).toHaveLength(1);
      expect(finished).toHaveLength(1);
      expect(await count(`transaction_id=${signIn.id}&event_type=sms_verification_success`)).toBe(1);
      expect(await count(`transaction_id=${signIn.id}&event_type=oauth_authorize`)).toBe(1);

      const { variables } = pair.servers[1];
      const target = new URL(String(finished[0]?.finished.body['redirect_uri']));
      const form = { grant_type: 'authorization_code', redirect_uri: variables.REDIRECT_URI };
      const tokens = await redeem(variables, { ...form, code: target.searchParams.get('code') ?? '' });
      expect(tokens.claims['amr']).toEqual(['password', 'sms']);
    },
    SERVER_TIMEOUT,
  );

  it(
    'compare a hundred of three hundred guesses at one account, over resends and new logins',
    async () => {
      const { person, sub } = await registered();
      const spare = await withPassword(person);
      const spareCode = await codeFor(spare, 'authentication');
      // All codes are out before the first guess; resends follow between the guesses.
      const signIns: BalancedSignIn[] = [];
      for (let index = 0; index < 20; index += 1) {
        const signIn = await BalancedSignIn.start(pair);
        expect((await signIn.password(person.email, 'not the password')).status).toBe(400);
        expect((await signIn.password(person.email, person.password)).status).toBe(200);
        await codeFor(signIn, 'authentication');
        signIns.push(signIn);
      }
      const guesses = await Promise.all(
        signIns.map(async (signIn) => {
          const answers: Answer[] = [];
          for (const template of ['registration', 'authentication', 'registration']) {
            answers.push(...(await times(5, () => signIn.verify('not a code'))));
            await signIn.post('sms-authentication-challenge', { template });
          }
          return answers;
        }),
      );
      expect(guesses.flat()).toHaveLength(300);
      expect(guesses.flat().every(({ status, body }) => status === 400 && body['error'] === WRONG.error)).toBe(true);
      expect(await count(`user_id=${sub}&reason=wrong_code`)).toBe(100);
      expect(await count(`user_id=${sub}&event_type=one_time_code_account_blocked`)).toBe(1);
      expect(await spare.verify(spareCode)).toMatchObject({ status: 400, body: { ...WRONG, attempts_remaining: 0 } });
      // Wrong codes do not move the counter of passwords either.
      const late = await withPassword(person);
      expect((await late.post('sms-authentication-challenge')).status).toBe(429);
    },
    SERVER_TIMEOUT,
  );

  it.each([
    ['sms', PROVIDER_PATHS.messages, 'sms_verification_challenge_success'],
    ['email', PROVIDER_PATHS.challenge, 'email_verification_request_success'],
  ])(
    'send one message for fifty parallel identical challenge requests: %s',
    async (channel, path, event) => {
      const { person } = await registered();
      const signIn = await withPassword(person);
      const sent = provider.requestsTo(path).length;
      const answers = await times(50, () => signIn.post(`${channel}-authentication-challenge`));
      expect(answers[0]?.status).toBe(200);
      expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
      expect(provider.requestsTo(path).length - sent).toBe(1);
      expect(await count(`transaction_id=${signIn.id}&event_type=${event}`)).toBe(1);
    },
    SERVER_TIMEOUT,
  );
});
