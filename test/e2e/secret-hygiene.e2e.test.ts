import { describeWithRedis } from '../support/throw-away-redis.js';
import { HygieneRun } from '../support/hygiene/hygiene-run.js';
import { startProductionServer } from '../support/production-server.js';
import type { ProductionServer } from '../support/production-server.js';
import { SERVER_TIMEOUT } from '../support/start-server.js';
import { externalConfiguration, internalConfiguration, startWatchedProvider } from '../support/watched-provider.js';
import type { WatchedProvider } from '../support/watched-provider.js';

/** What goes back to whom it belongs to, or comes from; everything else is nobody's. */
const RETURNED_TO_ITS_OWNER = [
  'access token in the body of POST tokens',
  'authorization code in the body of POST authorize',
  'binding cookie in the cookies of GET authorizations',
  'e-mail address in the body of GET userinfo',
  // The `login_hint` of the request, for the sign-in page.
  'e-mail address in the body of GET view-data',
  'e-mail address in the body of POST password-authentication',
  'id token in the body of POST tokens',
  'phone number in the body of GET userinfo',
  'refresh token in the body of POST tokens',
  'session cookie in the cookies of GET authorizations',
  'session cookie in the cookies of POST authorize',
  'token of the administrator in the body of POST tokens',
];

describeWithRedis.each([
  ['made by the server', internalConfiguration, false],
  ['made and shown by an outside service', externalConfiguration, true],
])('a production login with codes %s', (_what, configuration, generates) => {
  let server: ProductionServer;
  let provider: WatchedProvider;
  let run: HygieneRun;

  beforeAll(async () => {
    provider = await startWatchedProvider({ generates });
    server = await startProductionServer();
    run = await HygieneRun.start(server, provider);
    await run.configure([configuration('sms', provider), configuration('email', provider)]);
    await run.register();
    await run.signInAgain();
    await run.meetFaults();
    await run.lookBack();
  }, 4 * SERVER_TIMEOUT);

  afterAll(async () => {
    run.end();
    await server.stop();
    provider.close();
  }, SERVER_TIMEOUT);

  it('has used the secrets that are looked for', () => {
    const sent = ['/messages', '/challenge', '/verify'].flatMap((path) => provider.requestsTo(path));
    const found = sent.flatMap(({ body }) => run.scan.find('a message', body));
    const kinds = ['code', 'wrong code', 'phone number', 'e-mail address'].map((kind) => `${kind} in a message`);
    // Only a service that makes the codes is asked about them.
    expect(new Set(found)).toEqual(new Set(generates ? kinds : kinds.filter((kind) => !kind.startsWith('wrong'))));
    expect(run.placesOf(run.person.transactionIds[0] ?? '')).toEqual(
      expect.arrayContaining(['Redis', 'commands to Redis', 'tessera.sqlite-wal']),
    );
  });

  it('leaves no secret in the log', () => {
    const log = server.child.output();
    expect(log.match(/"msg":"request"/g)?.length).toBeGreaterThan(40);
    expect(log).toContain('shared state');
    expect(run.scan.find('the log', log)).toEqual([]);
    for (const id of run.person.transactionIds) expect(log).not.toContain(id);
  });

  it('shows secrets in answers to their owner only', () => {
    expect(run.inAnswers()).toEqual(RETURNED_TO_ITS_OWNER);
  });

  it('leaves no secret in an event', () => {
    expect(run.events.length).toBeGreaterThan(30);
    expect(run.events.flatMap((event) => run.scan.find('an event', event))).toEqual([]);
  });

  it('leaves no secret on disk and in Redis', () => {
    expect(run.inStorage()).toEqual([]);
  });
});
