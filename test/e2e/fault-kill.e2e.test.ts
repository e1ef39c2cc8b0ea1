import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedRedis } from '@tessera/testkit';
import { eventually, transactionsOf } from '../support/event-list.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { reportFigures } from '../support/figures.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide } from '../support/printed-documents.js';
import { inCrowd, redeemAtOnce, registerAsFarAsPossible } from '../support/registrations.js';
import type { Registration } from '../support/registrations.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { describeWithRedis, startThrowAwayRedis } from '../support/throw-away-redis.js';

const LOGINS = 200;
const AT_ONCE = 32;
/** So many logins have ended when the server is killed; the others are under way, or have not begun. */
const BEFORE_THE_KILL = 70;

describeWithRedis.each(['Redis', 'memory'])('kill -9 in the middle of 200 logins, on SQLite and %s', (shared) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-kill-'));
  const registrations: readonly Registration[] = Array.from({ length: LOGINS }, () => ({ person: somebody() }));
  const acknowledged = (what: 'verification' | 'authorization' | 'redemption'): readonly Registration[] =>
    registrations.filter((one) => one[what] === 'acknowledged');
  const idsOf = (some: readonly Registration[]): readonly string[] => some.map(({ signIn }) => signIn?.id ?? '');
  let redis: StartedRedis | undefined;
  let server: RunningServer;
  let management: Management;
  let configurationId: unknown;
  /** Of the writes that were going on all the time. */
  let acknowledgedChange = 0;

  /** Changes the configuration again and again until the server is gone. */
  const keepChanging = async (): Promise<void> => {
    for (let change = 1; ; change += 1) {
      const document = { ...codesWithoutMessages(), metadata: { description: `change ${change}` } };
      const answer = await management
        .replace('authentication-configurations', configurationId, document)
        .catch(() => null);
      if (answer === null) return;
      if (answer.status !== 200) throw new Error(`a change was answered with ${answer.status}`);
      acknowledgedChange = change;
    }
  };

  beforeAll(async () => {
    redis = shared === 'Redis' ? await startThrowAwayRedis() : undefined;
    const env = { ...NO_LIMITS, TESSERA_REDIS_URL: redis?.url };
    server = await startServer({ dataDir, env });
    management = new Management(server.variables);
    const { body } = await management.create('authentication-configurations', codesWithoutMessages());
    configurationId = (body['result'] as { readonly id?: unknown } | undefined)?.id ?? body['id'];
    await management.create('authentication-policies', policyOfTheGuide());

    const changes = keepChanging();
    let killed: Promise<unknown> | undefined;
    await inCrowd(registrations, AT_ONCE, async (one) => {
      // Every other one leaves its authorization code for later.
      await registerAsFarAsPossible(one, server.variables, registrations.indexOf(one) % 2 === 0);
      if (acknowledged('authorization').length >= BEFORE_THE_KILL) killed ??= server.kill9();
    });
    await killed;
    await changes;
    server = await startServer({ dataDir, env, port: server.port });
    management = new Management(server.variables);
  }, 3 * SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    await redis?.stop();
    rmSync(dataDir, { recursive: true });
  }, SERVER_TIMEOUT);

  it('caught logins at every stage, and none was answered with an error before', () => {
    expect(registrations.filter(({ surprise }) => surprise !== undefined)).toEqual([]);
    expect(acknowledged('authorization').length).toBeGreaterThanOrEqual(BEFORE_THE_KILL);
    expect(acknowledged('authorization').length).toBeLessThan(LOGINS - AT_ONCE);
    expect(acknowledgedChange).toBeGreaterThan(5);
    reportFigures('kill -9', {
      shared,
      logins: LOGINS,
      registrations: acknowledged('authorization').length,
      verifications: acknowledged('verification').length,
      redemptions: acknowledged('redemption').length,
      changes: acknowledgedChange,
    });
  });

  it(
    'lost no acknowledged registration',
    async () => {
      const refused: string[] = [];
      await inCrowd(acknowledged('authorization'), 8, async ({ person }) => {
        const { status } = await (await SignIn.start(server.variables)).password(person.email, person.password);
        if (status !== 200) refused.push(person.email);
      });
      expect(refused).toEqual([]);
    },
    SERVER_TIMEOUT,
  );

  it('lost no acknowledged configuration', async () => {
    const { body } = await management.get('authentication-configurations', configurationId);
    const { description } = body['metadata'] as { readonly description: string };
    // A change that was under way may have been made; no other.
    expect([acknowledgedChange, acknowledgedChange + 1]).toContain(Number(/^change (\d+)$/.exec(description)?.[1]));
    const current = await SignIn.start(server.variables);
    expect((await current.register(somebody())).status).toBe(200);
  });

  it(
    'lost no acknowledged event',
    async () => {
      const owed = [
        ['sms_verification_success', idsOf(acknowledged('verification'))],
        ['oauth_authorize', idsOf(acknowledged('authorization'))],
      ] as const;
      for (const [type, ids] of owed) {
        // What the dead process had committed but not yet delivered is in the outbox, which the new one empties.
        await eventually(`every ${type}`, 25, async () => {
          const found = new Set(await transactionsOf(management, type));
          return ids.every((id) => found.has(id));
        });
      }
    },
    SERVER_TIMEOUT,
  );

  it('lets no code work twice', async () => {
    const used = registrations.filter(({ verification }) => verification !== undefined);
    const accepted = new Map<string, number>();
    await inCrowd(used, 8, async (one) => {
      const guesses = await Promise.all([1, 2, 3].map(async () => one.signIn?.verify(one.code)));
      const count = guesses.filter((answer) => answer?.status === 200).length;
      accepted.set(one.signIn?.id ?? '', count + (one.verification === 'acknowledged' ? 1 : 0));
    });
    expect(Math.max(...accepted.values())).toBe(1);
  });

  it(
    'issues no authorization code twice, and redeems none twice',
    async () => {
      const finished = acknowledged('authorization');
      const again = await Promise.all(finished.map(async ({ signIn }) => signIn?.post('authorize')));
      expect(again.filter((answer) => answer?.status === 200)).toEqual([]);

      const successes = { acknowledged: 0, unanswered: [0], untried: [1] };
      for (const one of finished) {
        const count = await redeemAtOnce(server.variables, one.authorizationCode ?? '', 2);
        if (one.redemption === 'acknowledged') successes.acknowledged += count;
        else successes[one.redemption === 'sent' ? 'unanswered' : 'untried'].push(count);
      }
      expect(successes.acknowledged).toBe(0);
      expect(Math.max(...successes.unanswered)).toBeLessThanOrEqual(1);
      expect(successes.untried.length).toBeGreaterThan(10);
      expect(new Set(successes.untried)).toEqual(new Set([1]));
    },
    SERVER_TIMEOUT,
  );

  it('recorded each success once', async () => {
    for (const type of ['sms_verification_success', 'oauth_authorize']) {
      const ids = await transactionsOf(management, type);
      expect(ids).toHaveLength(new Set(ids).size);
    }
  });
});
