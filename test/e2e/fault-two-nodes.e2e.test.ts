import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/event-list.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { reportFigures } from '../support/figures.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { startRoundRobin } from '../support/round-robin.js';
import type { RoundRobin } from '../support/round-robin.js';
import { runGuideScript } from '../support/run-guide.js';
import { startServerPair } from '../support/server-pair.js';
import type { ServerPair } from '../support/server-pair.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { findTestDatabases } from '../support/test-databases.js';
import { describeWithRedis } from '../support/throw-away-redis.js';

interface Begun {
  readonly signIn: SignIn;
  readonly person: Person;
}

const databases = await findTestDatabases();

describeWithRedis.each(databases)('two servers over $name behind a dumb round-robin', (database) => {
  let proxy: RoundRobin;
  let pair: ServerPair;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-round-robin-'));

  beforeAll(async () => {
    proxy = await startRoundRobin();
    pair = await startServerPair({ ...NO_LIMITS, TESSERA_PUBLIC_URL: proxy.url, ...(await database.settings()) });
    proxy.use(pair.servers.map(({ port }) => port));
    const [{ dataDir }] = pair.servers;
    const variables = readFileSync(join(dataDir, 'guide.env'), 'utf8');
    const own = /^export IDP_SERVER_URL=.*$/m;
    writeFileSync(join(folder, 'guide.env'), variables.replace(own, `export IDP_SERVER_URL=${proxy.url}`));
  }, 3 * SERVER_TIMEOUT);

  afterAll(async () => {
    await pair.stop();
    await proxy.close();
    await database.dispose();
    rmSync(folder, { recursive: true });
  }, SERVER_TIMEOUT);

  it(
    'walk the whole guide with every request going to the other server',
    async () => {
      const sandboxPort = String(pair.servers[0].sandboxPort);
      const env = { TESSERA_DATA_DIR: folder, TESSERA_SANDBOX_PORT: sandboxPort };
      const { code, output } = await runGuideScript([], env);

      expect(output).toContain('The guide works as printed.\n');
      expect(code).toBe(0);
      const [first = 0, second = 0] = proxy.counts;
      expect(first + second).toBeGreaterThanOrEqual(15);
      expect(Math.abs(first - second)).toBeLessThanOrEqual(1);
    },
    SERVER_TIMEOUT,
  );

  describe('and a change of configuration', () => {
    let management: Management;
    let id: unknown;
    const through = (server: RunningServer): RunningServer['variables'] => ({
      ...server.variables,
      IDP_SERVER_URL: server.url,
    });
    const begin = async (server: RunningServer): Promise<Begun> => {
      const begun = { signIn: await SignIn.start(through(server)), person: somebody() };
      expect((await begun.signIn.register(begun.person)).status).toBe(200);
      return begun;
    };
    const lengthOf = async ({ signIn, person }: Begun): Promise<number> => {
      const { body } = await signIn.challenge(person.phone_number, 'registration');
      return String(body['verification_code']).length;
    };
    /** Length of the code that a new login gets from a server. */
    const codeLength = async (server: RunningServer): Promise<number> => lengthOf(await begin(server));

    beforeAll(async () => {
      management = new Management(through(pair.servers[0]));
      await management.clear();
      const { body } = await management.create('authentication-configurations', codesWithoutMessages(6));
      id = (body['result'] as { readonly id: string }).id;
      expect(await codeLength(pair.servers[1])).toBe(6);
    }, SERVER_TIMEOUT);

    it(
      'is seen by the other server within a second, while logins under way keep the version they began with',
      async () => {
        const [first, second] = pair.servers;
        const times: number[] = [];
        for (const [before, after] of [
          [6, 8],
          [8, 7],
          [7, 9],
        ] as const) {
          const underWay = await Promise.all([begin(first), begin(second)]);
          const answer = await management.replace('authentication-configurations', id, codesWithoutMessages(after));
          expect(answer.status).toBe(200);
          times.push(await eventually('the change is seen', 5, async () => (await codeLength(second)) === after));
          for (const begun of underWay) expect(await lengthOf(begun)).toBe(before);
        }
        expect(Math.max(...times)).toBeLessThan(1000);
        reportFigures('configuration change', {
          database: database.name,
          milliseconds: times.map(Math.round).join(' '),
        });
      },
      SERVER_TIMEOUT,
    );
  });
});
