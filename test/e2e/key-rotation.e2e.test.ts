import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedRedis } from '@tessera/testkit';
import { eventually } from '../support/event-list.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide } from '../support/printed-documents.js';
import { runServerCommand } from '../support/run-node.js';
import { SignIn, redeem } from '../support/sign-in.js';
import type { Tokens } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { describeWithRedis, startThrowAwayRedis } from '../support/throw-away-redis.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [E1, E2, H1, H2] = [key('e1'), key('e2'), key('h1'), key('h2')];

describeWithRedis('keys that rotate while users sign in', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-keys-'));
  const person = somebody();
  let redis: StartedRedis;
  let server: RunningServer | undefined;
  let tokens: Tokens;

  const settings = (encryption: readonly string[], hash: readonly string[] = [H1]) => ({
    ...NO_LIMITS,
    TESSERA_DATA_DIR: dataDir,
    TESSERA_REDIS_URL: redis.url,
    TESSERA_SECRETS_ENCRYPTION_KEYS: encryption.join(),
    TESSERA_EVENTS_HASH_KEYS: hash.join(),
  });
  const restart = async (env: ReturnType<typeof settings>): Promise<RunningServer> => {
    const port = server?.port;
    await server?.stop();
    server = await startServer({ dataDir, env, ...(port === undefined ? {} : { port }) });
    return server;
  };
  const signIn = async ({ variables }: RunningServer): Promise<Tokens> => {
    const flow = await SignIn.start(variables, { scope: 'openid profile email' });
    expect((await flow.password(person.email, person.password)).status).toBe(200);
    const { body } = await flow.challenge(person.phone_number);
    expect((await flow.verify(body['verification_code'])).status).toBe(200);
    return flow.tokens();
  };
  const renewed = async ({ variables }: RunningServer): Promise<Tokens> => {
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '' };
    return redeem(variables, form);
  };

  beforeAll(async () => {
    redis = await startThrowAwayRedis();
    const running = await restart(settings([E1]));
    const management = new Management(running.variables);
    await management.create('authentication-configurations', codesWithoutMessages());
    await management.create('authentication-policies', policyOfTheGuide());
    const flow = await SignIn.start(running.variables);
    await flow.register(person);
    const { body } = await flow.challenge(person.phone_number, 'registration');
    await flow.verify(body['verification_code']);
    await flow.authorize();
    tokens = await signIn(running);
  }, 2 * SERVER_TIMEOUT);

  afterAll(async () => {
    await server?.stop();
    await redis.stop();
    rmSync(dataDir, { recursive: true });
  }, SERVER_TIMEOUT);

  it(
    'encrypt under the new one what was stored under the old one, which may go then',
    async () => {
      const running = await restart(settings([E2, E1]));
      await signIn(running);
      tokens = await renewed(running);

      const rotation = await runServerCommand('rotate-keys', settings([E2, E1]));
      expect(rotation).toMatchObject({ code: 0 });
      expect(rotation.output).toMatch(/users +2 rows, 2 encrypted anew/);
      expect(rotation.output).toContain('Everything in the database is under the first key.');
      const again = await runServerCommand('rotate-keys', settings([E2, E1]));
      expect(again.output).not.toMatch(/[1-9]\d* encrypted anew/);

      const without = await restart(settings([E2]));
      await signIn(without);
      tokens = await renewed(without);
      expect((await new Management(without.variables).list('authentication-configurations')).status).toBe(200);
    },
    3 * SERVER_TIMEOUT,
  );

  it(
    'are missed by the check of the database when they are not there',
    async () => {
      expect(await runServerCommand('check-database', settings([E2]))).toMatchObject({ code: 0 });
      const { code, output } = await runServerCommand('check-database', settings([E1]));
      expect(code).toBe(1);
      expect(output).toContain('2 rows of users cannot be opened');
      expect(output).toContain('key "e2", which is not configured');
      expect(output).not.toContain(person.email);
    },
    SERVER_TIMEOUT,
  );

  it(
    'of events find what was recorded under the old one',
    async () => {
      const count = async (running: RunningServer, query: string): Promise<number> => {
        const { body } = await new Management(running.variables).list('security-events', `?limit=1&${query}`);
        return Number(body['total_count']);
      };
      const name = `user_name=${encodeURIComponent(person.email)}`;
      const number = `destination=${encodeURIComponent(person.phone_number)}`;
      const before = await restart(settings([E2], [H1]));
      const [byName, byNumber] = [await count(before, name), await count(before, number)];
      expect(Math.min(byName, byNumber)).toBeGreaterThan(0);

      const both = await restart(settings([E2], [H2, H1]));
      await signIn(both);
      expect(await count(both, name)).toBeGreaterThan(byName);
      expect(await count(both, number)).toBeGreaterThan(byNumber);
      const onlyNew = await restart(settings([E2], [H2]));
      expect(await count(onlyNew, name)).toBeGreaterThan(0);
      expect(await count(onlyNew, name)).toBeLessThan(byName);
    },
    4 * SERVER_TIMEOUT,
  );

  it(
    'of signatures are published by every server at once, beside the one that still signs',
    async () => {
      const running = await restart(settings([E2]));
      const { TENANT_ID } = running.variables;
      const published = async (): Promise<readonly string[]> => {
        const response = await checkedFetch(`${running.url}/${TENANT_ID}/v1/jwks`);
        const { keys } = (await response.json()) as { readonly keys: readonly { readonly kid: string }[] };
        return keys.map(({ kid }) => kid);
      };
      const [old] = await published();
      const { code, output } = await runServerCommand('rotate-signing-keys', settings([E2]), [TENANT_ID]);
      expect({ code, output }).toMatchObject({ code: 0 });
      const fresh = /key (\S+) signs from/.exec(output)?.[1];
      await eventually('both keys are published', 2, async () => (await published()).length === 2);
      expect(await published()).toEqual([old, fresh]);
      expect((await signIn(running)).claims['sub']).toBe(tokens.claims['sub']);
    },
    2 * SERVER_TIMEOUT,
  );

  it(
    'say what is missing when a command has no tenant, or an unknown one',
    async () => {
      const none = await runServerCommand('rotate-signing-keys', settings([E2]));
      const unknown = await runServerCommand('rotate-signing-keys', settings([E2]), ['nobody']);
      expect([none.code, unknown.code]).toEqual([1, 1]);
      expect(none.output).toContain('usage: rotate-signing-keys.js');
      expect(unknown.output).toContain('there is no tenant nobody');
    },
    SERVER_TIMEOUT,
  );
});
