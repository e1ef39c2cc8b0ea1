import { BODIES, ENCODED_TEXTS, TEXTS } from '../support-http/hostile-values.js';
import { adminToken, enableSms, openServer, setPolicies, succeeded } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { findBroken } from '../support-http/survival.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;

const DOCUMENTS = [
  ...BODIES,
  '{"type":"sms","interactions":{"__proto__":{}}}',
  '{"type":"sms","interactions":{"sms-authentication":{"execution":{"function":"http_request","http_request":{"url":"\\u0001://[::","method":{}}}}}}',
  '{"type":"sms","interactions":{"sms-authentication":{"request":{"schema":{"$ref":"#"}},"execution":{"function":"sms_authentication"}}}}',
  '{"type":"sms","interactions":{"sms-authentication":{"request":{"schema":{"pattern":"(a+)+$","type":7}},"execution":{"function":"sms_authentication"}}}}',
  '{"flow":"oauth","policies":[{"success_conditions":{"any_of":[[{"path":"$..*[?(@.x)]","operation":"regex","value":"(a+)+$"}]]}}]}',
  '{"flow":"oauth","policies":[[],null,1,"x",{"priority":"x","conditions":[],"available_methods":{}}]}',
  ...TEXTS.map((text) =>
    JSON.stringify({
      id: text,
      type: text,
      flow: text,
      metadata: { type: text },
      interactions: { [text]: text },
      policies: [text],
    }),
  ),
];

const FILTERS = [
  'event_type',
  'from',
  'to',
  'user_id',
  'user_name',
  'client_id',
  'transaction_id',
  'ip_address',
  'reason',
  'destination',
  'limit',
  'offset',
];

describe('hostile input to the management API', () => {
  let server: OpenServer;
  let headers: Record<string, string>;
  let base: string;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, [
      { priority: 1, success_conditions: { any_of: [[succeeded('password-authentication')]] } },
    ]);
    headers = { authorization: `Bearer ${await adminToken(server)}`, 'content-type': 'application/json' };
    base = `/v1/management/tenants/${server.tenantId}`;
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  it.each(['authentication-configurations', 'authentication-policies'])(
    'as one of the %s is refused, not a fault',
    async (resource) => {
      const path = `${base}/${resource}`;
      const answer = await checkedFetch(server.url + path, { headers });
      const [existing] = ((await answer.json()) as { list: { id: string }[] }).list;
      const calls = DOCUMENTS.flatMap((body) => [
        { method: 'POST', path: `${path}?dry_run=1`, headers, body },
        { method: 'PUT', path: `${path}/${existing?.id ?? ''}?dry_run=1`, headers, body },
      ]);
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'in a path is unknown, not a fault',
    async () => {
      const calls = ENCODED_TEXTS.flatMap((text) => [
        { method: 'GET', path: `${base}/authentication-configurations/${text}`, headers },
        { method: 'DELETE', path: `${base}/authentication-policies/${text}`, headers },
        { method: 'GET', path: `${base}/security-events/${text}`, headers },
        { method: 'GET', path: `/v1/management/tenants/${text}/security-events`, headers },
        {
          method: 'GET',
          path: `/v1/management/organizations/${text}/tenants/${server.tenantId}/security-events`,
          headers,
        },
      ]);
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'in a filter is refused or finds nothing, but is no fault',
    async () => {
      const calls = FILTERS.flatMap((name) =>
        ENCODED_TEXTS.map((text) => ({ method: 'GET', path: `${base}/security-events?${name}=${text}`, headers })),
      );
      expect(await findBroken(server, calls)).toEqual([]);
    },
    TIMEOUT,
  );
});
