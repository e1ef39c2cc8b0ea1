import type { StartedRedis } from '@tessera/testkit';
import { eventually } from '../support/event-list.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { reportFigures } from '../support/figures.js';
import { requestJson } from '../support/json-request.js';
import type { Answer } from '../support/json-request.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { policyOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { describeWithRedis, startThrowAwayRedis } from '../support/throw-away-redis.js';

interface Timed {
  readonly status: number;
  readonly milliseconds: number;
}

describeWithRedis('a server whose Redis', () => {
  let redis: StartedRedis;
  let server: RunningServer;
  let underWay: SignIn;
  let person: Person;

  beforeAll(async () => {
    redis = await startThrowAwayRedis();
    server = await startServer({ env: { ...NO_LIMITS, TESSERA_REDIS_URL: redis.url } });
    const management = new Management(server.variables);
    await management.create('authentication-configurations', codesWithoutMessages());
    await management.create('authentication-policies', policyOfTheGuide());
  }, SERVER_TIMEOUT);

  beforeEach(async () => {
    person = somebody();
    underWay = await SignIn.start(server.variables);
    expect((await underWay.register(person)).status).toBe(200);
  });

  afterEach(async () => {
    redis.resume();
    await eventually('the server is ready', 10, isReady);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    await redis.stop();
  }, SERVER_TIMEOUT);

  const isReady = async (): Promise<boolean> => (await requestJson(`${server.url}/health/ready`)).status === 200;
  const start = (): Promise<Answer> => {
    const { TENANT_ID, CLIENT_ID, REDIRECT_URI } = server.variables;
    const query = { response_type: 'code', client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, scope: 'openid' };
    return requestJson(`${server.url}/${TENANT_ID}/v1/authorizations?${new URLSearchParams(query).toString()}`);
  };
  const timed = async (call: () => Promise<Answer>): Promise<Timed> => {
    const begin = performance.now();
    const { status } = await call();
    return { status, milliseconds: performance.now() - begin };
  };
  /** Everything that needs Redis, at the same time. */
  const everyCall = (): Promise<readonly Timed[]> =>
    Promise.all(
      [
        start,
        () => underWay.challenge(person.phone_number),
        () => underWay.verify('123456'),
        () => underWay.post('authorize'),
        () => underWay.status(),
        () => requestJson(`${server.url}/health/ready`),
      ].map(timed),
    );
  const works = async (): Promise<boolean> => {
    const signIn = await SignIn.start(server.variables);
    const another = somebody();
    if ((await signIn.register(another)).status !== 200) return false;
    const { body } = await signIn.challenge(another.phone_number, 'registration');
    if ((await signIn.verify(body['verification_code'])).status !== 200) return false;
    return (await signIn.post('authorize')).status === 200;
  };

  it(
    'hangs answers 503 within a second, lives on, and works again by itself when Redis goes on',
    async () => {
      redis.pause();
      const rounds = [await everyCall(), await everyCall(), await everyCall()];
      const slowest = Math.max(...rounds.flat().map(({ milliseconds }) => milliseconds));
      expect((await requestJson(`${server.url}/health/live`)).status).toBe(200);
      redis.resume();
      const healing = await eventually('the server is ready', 10, isReady);
      expect(await works()).toBe(true);

      expect(rounds.flat().map(({ status }) => status)).toEqual(Array<number>(18).fill(503));
      expect(slowest).toBeLessThan(1000);
      expect(healing).toBeLessThan(2000);
      reportFigures('Redis hangs', { slowest: Math.round(slowest), healing: Math.round(healing) });
      // Nothing that was under way is lost by a pause.
      const { body, status } = await underWay.challenge(person.phone_number, 'registration');
      expect(status).toBe(200);
      expect((await underWay.verify(body['verification_code'])).status).toBe(200);
      expect((await underWay.post('authorize')).status).toBe(200);
    },
    SERVER_TIMEOUT,
  );

  it(
    'dies answers 503 within a second, and works again by itself when Redis is started, without what it held',
    async () => {
      await redis.kill();
      const rounds = [await everyCall(), await everyCall()];
      const slowest = Math.max(...rounds.flat().map(({ milliseconds }) => milliseconds));
      await redis.restart();
      const healing = await eventually('the server is ready', 10, isReady);
      expect(await works()).toBe(true);

      expect(rounds.flat().map(({ status }) => status)).toEqual(Array<number>(12).fill(503));
      expect(slowest).toBeLessThan(1000);
      expect(healing).toBeLessThan(2000);
      reportFigures('Redis dies', { slowest: Math.round(slowest), healing: Math.round(healing) });
      // docs/adr/0007: whoever was in the middle of a login begins again.
      expect((await underWay.verify('123456')).status).toBe(404);
    },
    SERVER_TIMEOUT,
  );
});
