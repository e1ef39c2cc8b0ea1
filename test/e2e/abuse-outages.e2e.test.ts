import type { StartedRedis } from '@tessera/testkit';
import { internalSmsOver, PROVIDER_PATHS } from '../support/abuse-documents.js';
import type { Answer } from '../support/json-request.js';
import { requestJson } from '../support/json-request.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { SignIn } from '../support/sign-in.js';
import { startStandInProvider } from '../support/stand-in-provider.js';
import type { StandInProvider } from '../support/stand-in-provider.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { describeWithRedis, startThrowAwayRedis } from '../support/throw-away-redis.js';

const UNAVAILABLE = {
  status: 503,
  body: { error: 'server_error', error_description: 'The service is temporarily unavailable' },
};

/** A way for the counters to be out of reach, and back. */
interface Outage {
  readonly name: string;
  readonly begin: (redis: StartedRedis) => Promise<void> | void;
  readonly end: (redis: StartedRedis) => Promise<void> | void;
  /** Whether what was stored is still there afterwards. */
  readonly keepsData: boolean;
}

const OUTAGES: readonly Outage[] = [
  { name: 'hangs', begin: ({ pause }) => pause(), end: ({ resume }) => resume(), keepsData: true },
  { name: 'died', begin: ({ kill }) => kill(), end: ({ restart }) => restart(), keepsData: false },
];

describeWithRedis.each(OUTAGES)('a server whose Redis $name', ({ begin, end, keepsData }) => {
  let redis: StartedRedis;
  let server: RunningServer;
  let provider: StandInProvider;

  beforeAll(async () => {
    redis = await startThrowAwayRedis();
    provider = await startStandInProvider();
    server = await startServer({ env: { TESSERA_REDIS_URL: redis.url } });
    const management = new Management(server.variables);
    await management.create('authentication-configurations', internalSmsOver(provider));
  }, 2 * SERVER_TIMEOUT);

  afterAll(async () => {
    redis.resume();
    await server.stop();
    await redis.stop();
    provider.close();
  }, SERVER_TIMEOUT);

  const sent = (): number => provider.requestsTo(PROVIDER_PATHS.messages).length;

  /** A registered user who has been sent a code. */
  const challenged = async (): Promise<{ readonly signIn: SignIn; readonly code: unknown }> => {
    const signIn = await SignIn.start(server.variables);
    const { phone_number, ...person } = somebody();
    await signIn.register({ ...person, phone_number });
    const { body } = await signIn.challenge(phone_number);
    return { signIn, code: body['verification_code'] };
  };

  it(
    'refuses challenges and verifications within a second, sends nothing, and heals with it',
    async () => {
      const { signIn } = await challenged();
      const before = sent();
      await begin(redis);
      for (let round = 0; round < 2; round += 1) {
        expect(await withinASecond(() => signIn.post('sms-authentication-challenge'))).toMatchObject(UNAVAILABLE);
        expect(await withinASecond(() => signIn.verify('not a code'))).toMatchObject(UNAVAILABLE);
        expect(await withinASecond(() => signIn.password('a@example.com', 'Test1234!'))).toMatchObject(UNAVAILABLE);
      }
      expect(await requestJson(`${server.url}/health/ready`)).toMatchObject({
        status: 503,
        body: { status: 'unavailable', database: 'ok', shared_state: 'unavailable' },
      });
      expect(sent()).toBe(before);

      await end(redis);
      await isReady(server);
      expect(sent()).toBe(before);
      // What was asked for while Redis hung may have been carried out later: the code in force is void then, but nothing waits for a message.
      const again = await asSoonAsItWorks(() => signIn.post('sms-authentication-challenge'), keepsData ? 200 : 404);
      if (keepsData) expect((await signIn.verify(again.body['verification_code'])).status).toBe(200);
      const next = await challenged();
      expect((await next.signIn.verify(next.code)).status).toBe(200);
      expect(await requestJson(`${server.url}/health/live`)).toMatchObject({ status: 200 });
    },
    SERVER_TIMEOUT,
  );

  it(
    'answers everybody within a second, however many ask at once',
    async () => {
      const { signIn } = await challenged();
      await begin(redis);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => withinASecond(() => signIn.verify('not a code'))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      await end(redis);
      await isReady(server);
    },
    SERVER_TIMEOUT,
  );
});

/** @throws Error when the answer takes longer */
async function withinASecond(call: () => Promise<Answer>): Promise<Answer> {
  const start = performance.now();
  const answer = await call();
  const milliseconds = performance.now() - start;
  if (milliseconds > 1000) throw new Error(`the answer ${answer.status} took ${Math.round(milliseconds)} ms`);
  return answer;
}

/** Tries for two seconds, a second each. */
async function asSoonAsItWorks(call: () => Promise<Answer>, status: number): Promise<Answer> {
  const end = performance.now() + 2000;
  for (;;) {
    const answer = await withinASecond(call);
    if (answer.status === status) return answer;
    if (performance.now() > end) throw new Error(`the answer is still ${answer.status}`);
  }
}

/** Waits until the server says that it can serve; it must within two seconds. */
async function isReady({ url }: RunningServer): Promise<void> {
  const end = performance.now() + 2000;
  while ((await requestJson(`${url}/health/ready`)).status !== 200) {
    if (performance.now() > end) throw new Error('the server is not ready within two seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
