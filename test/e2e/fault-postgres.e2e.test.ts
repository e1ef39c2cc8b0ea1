import pg from 'pg';
import { eventually, transactionsOf } from '../support/event-list.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { reportFigures } from '../support/figures.js';
import { requestJson } from '../support/json-request.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide } from '../support/printed-documents.js';
import { inCrowd, redeemAtOnce, registerAsFarAsPossible } from '../support/registrations.js';
import type { Registration } from '../support/registrations.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { findTestDatabases } from '../support/test-databases.js';

const LOGINS = 60;
const CUTS = 12;

const databases = (await findTestDatabases()).filter(({ name }) => name === 'PostgreSQL');
const suite = databases.length === 0 ? describe.skip : describe;

suite('a server whose connections to PostgreSQL are cut again and again under load', () => {
  const registrations: readonly Registration[] = Array.from({ length: LOGINS }, () => ({ person: somebody() }));
  const finished = (): readonly Registration[] => registrations.filter((one) => one.authorization === 'acknowledged');
  let server: RunningServer;
  let management: Management;
  let admin: pg.Client;
  let cut = 0;

  const cutAll = async (): Promise<void> => {
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'tessera' and datname = current_database() and pid <> pg_backend_pid()`,
    );
    cut += rowCount ?? 0;
  };

  beforeAll(async () => {
    const env = await databases[0]?.settings();
    server = await startServer({ env: { ...NO_LIMITS, ...env } });
    admin = new pg.Client({ connectionString: env?.['TESSERA_DATABASE_URL'], application_name: 'the-test' });
    await admin.connect();
    management = new Management(server.variables);
    await management.create('authentication-configurations', codesWithoutMessages());
    await management.create('authentication-policies', policyOfTheGuide());
    await inCrowd(registrations, 8, async (one) => {
      const index = registrations.indexOf(one);
      if (index % (LOGINS / CUTS) === 4) await cutAll();
      await registerAsFarAsPossible(one, server.variables, false);
    });
  }, 2 * SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    await admin.end();
    await databases[0]?.dispose();
  }, SERVER_TIMEOUT);

  it('answers what was asked or 503, and nothing else', () => {
    const surprises = registrations.flatMap(({ surprise }) => (surprise ? [surprise.status] : []));
    const lost = registrations.flatMap((one) => one.lost ?? []);
    expect(surprises.filter((status) => status !== 503)).toEqual([]);
    expect(lost.filter((reason) => !reason.includes('the start was answered with 503'))).toEqual([]);
    expect(finished().length + surprises.length + lost.length).toBe(LOGINS);
    expect(cut).toBeGreaterThan(CUTS);
    expect(finished().length).toBeGreaterThan(0);
    reportFigures('PostgreSQL connections cut', {
      cut,
      logins: LOGINS,
      finished: finished().length,
      unavailable: surprises.length + lost.length,
    });
  });

  it('heals by itself', async () => {
    await cutAll();
    const milliseconds = await eventually('the server is ready', 10, async () => {
      return (await requestJson(`${server.url}/health/ready`)).status === 200;
    });
    expect(milliseconds).toBeLessThan(2000);
    reportFigures('PostgreSQL is back', { healing: Math.round(milliseconds) });
    const next: Registration = { person: somebody() };
    await registerAsFarAsPossible(next, server.variables, true);
    expect(next).toMatchObject({ authorization: 'acknowledged', redemption: 'acknowledged' });
  });

  it(
    'has every user, event and code that it acknowledged, each code once',
    async () => {
      const events = new Set(await transactionsOf(management, 'oauth_authorize'));
      for (const { person, signIn, authorizationCode } of finished()) {
        expect((await (await SignIn.start(server.variables)).password(person.email, person.password)).status).toBe(200);
        expect(events.has(signIn?.id ?? '')).toBe(true);
        expect(await redeemAtOnce(server.variables, authorizationCode ?? '', 2)).toBe(1);
      }
    },
    SERVER_TIMEOUT,
  );
});
