import { internalSmsOver, PROVIDER_PATHS } from '../support/abuse-documents.js';
import { freePort } from '../support/free-port.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { readMetrics } from '../support/read-metrics.js';
import type { Metrics } from '../support/read-metrics.js';
import { redeem, SignIn } from '../support/sign-in.js';
import { startStandInProvider } from '../support/stand-in-provider.js';
import type { StandInProvider } from '../support/stand-in-provider.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const CHALLENGE = 'interaction="sms-authentication-challenge"';
const VERIFICATION = 'interaction="sms-authentication"';

describe('the metrics of a server', () => {
  let server: RunningServer;
  let provider: StandInProvider;
  let before: Metrics;
  let after: Metrics;
  const person: Person = somebody();
  const seen: string[] = [];

  /** A login: right password, a code that is wrong and then right, one message too many, and a provider that fails. */
  const signIn = async ({ phone_number, ...rest }: Person): Promise<void> => {
    const login = await SignIn.start(server.variables);
    await login.register({ ...rest, phone_number });
    provider.respond = () => ({ status: 503, body: {} });
    expect((await login.challenge(phone_number)).status).toBe(502);
    provider.respond = () => ({ status: 200, body: {} });
    const { body } = await login.challenge(phone_number);
    const code = String(body['verification_code']);
    expect((await login.challenge(phone_number, 'registration')).status).toBe(429);
    expect((await login.verify(code === '000000' ? '111111' : '000000')).status).toBe(400);
    expect((await login.verify(code)).status).toBe(200);
    const { accessToken } = await login.tokens();
    seen.push(login.id, code, accessToken, phone_number, rest.email, rest.name);
  };

  beforeAll(async () => {
    provider = await startStandInProvider();
    server = await startServer({ env: { TESSERA_SEND_LIMITS_PER_TRANSACTION: '2' } });
    await new Management(server.variables).create('authentication-configurations', internalSmsOver(provider));
    await signIn(somebody());
    before = await readMetrics(server.url);
    await signIn(person);
    await redeem(server.variables, { grant_type: 'authorization_code', code: 'none' }).catch(() => undefined);
    after = await readMetrics(server.url);
  }, 2 * SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    provider.close();
  }, SERVER_TIMEOUT);

  const grown = (name: string, ...labels: readonly string[]): number =>
    after.sum(name, ...labels) - before.sum(name, ...labels);

  it.each([
    ['interactions_total', ['interaction="initial-registration"', 'outcome="success"'], 1],
    ['interactions_total', [CHALLENGE, 'outcome="fault"', 'reason="send_failed"'], 1],
    ['interactions_total', [CHALLENGE, 'outcome="success"'], 1],
    ['interactions_total', [CHALLENGE, 'outcome="rejected"', 'reason="transaction_limit"'], 1],
    ['interactions_total', [VERIFICATION, 'outcome="rejected"', 'reason="wrong_code"'], 1],
    ['interactions_total', [VERIFICATION, 'outcome="success"'], 1],
    ['challenges_sent_total', ['channel="sms"', 'sender_type="http_request"', 'result="sent"'], 1],
    ['challenges_sent_total', ['channel="sms"', 'sender_type="http_request"', 'result="failed"'], 1],
    ['verifications_total', ['channel="sms"', 'mode="internal"', 'outcome="success"'], 1],
    ['verifications_total', ['channel="sms"', 'mode="internal"', 'outcome="wrong_code"'], 1],
    ['budget_refusals_total', [CHALLENGE, 'reason="transaction_limit"'], 1],
    ['provider_request_duration_seconds_count', ['sender_type="http_request"', 'outcome="success"'], 1],
    ['provider_request_duration_seconds_count', ['sender_type="http_request"', 'status_class="5xx"'], 1],
    ['authorizations_total', ['stage="started"'], 1],
    ['authorizations_total', ['stage="completed"'], 1],
    ['tokens_issued_total', ['grant_type="authorization_code"', 'outcome="issued"'], 1],
    ['tokens_issued_total', ['grant_type="authorization_code"', 'outcome="refused"'], 1],
    ['http_request_duration_seconds_count', ['route="/{tenantId}/v1/tokens"', 'status_class="2xx"'], 1],
  ] as const)('count in tessera_%s{%j}', (name, labels, count) => {
    expect(grown(name, ...labels)).toBe(count);
  });

  it('show the share of verified codes, the queue of password hashes and the process', () => {
    expect(after.sum('send_to_verify_ratio', 'channel="sms"')).toBe(1);
    expect(after.text).toMatch(/^tessera_password_hash_queue_depth 0$/m);
    expect(after.text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('do not grow with users, logins and paths that callers make up', async () => {
    await signIn(somebody());
    for (const path of ['/made-up', '/x/v1/tokens', '/y/v1/tokens', `/v1/authorizations/${person.email}/z`])
      await checkedFetch(server.url + path, { method: 'POST' });
    const first = await readMetrics(server.url);
    for (const path of ['/up-made', '/w/v1/tokens', '/v1/v1/tokens', '/v1/authorizations/q/other'])
      await checkedFetch(server.url + path, { method: 'POST' });
    await signIn(somebody());
    expect((await readMetrics(server.url)).series()).toEqual(first.series());
  });

  it('hold nothing of users, tenants and clients', async () => {
    const { text } = await readMetrics(server.url);
    const { TENANT_ID, CLIENT_ID, ORGANIZATION_ID, ADMIN_TOKEN } = server.variables;
    for (const secret of [...seen, TENANT_ID, CLIENT_ID, ORGANIZATION_ID, ADMIN_TOKEN])
      expect(text).not.toContain(secret);
    expect(provider.requestsTo(PROVIDER_PATHS.messages).length).toBeGreaterThan(0);
  });

  it('carry the id of the request like every other answer', async () => {
    const response = await checkedFetch(`${server.url}/metrics`, { headers: { 'X-Request-Id': 'scrape-1' } });
    expect(response.headers.get('x-request-id')).toBe('scrape-1');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  });
});

describe('metrics on a port of their own', () => {
  it(
    'are not on the public one',
    async () => {
      const port = await freePort();
      const env = { TESSERA_METRICS_PORT: String(port), TESSERA_METRICS_ON_MAIN_PORT: 'off' };
      const server = await startServer({ env });
      try {
        expect((await checkedFetch(`${server.url}/metrics`)).status).toBe(404);
        const own = await fetch(`http://127.0.0.1:${port}/metrics`);
        expect(own.status).toBe(200);
        expect(await own.text()).toContain('tessera_http_request_duration_seconds');
        expect((await fetch(`http://127.0.0.1:${port}/v1/management/tenants`)).status).toBe(404);
      } finally {
        await server.stop();
      }
    },
    SERVER_TIMEOUT,
  );
});
