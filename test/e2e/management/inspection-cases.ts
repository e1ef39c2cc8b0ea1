import { GUIDE } from '@tessera/server';
import { enableSms, succeeded } from '../../support-http/open-server.js';
import { PERSON, UserAgent } from '../../support-http/user-agent.js';
import { isPage, listMistakes } from './crud-cases.js';
import type { Mistake, Place, RouteCase } from './route-case.js';
import { parameterOf } from './route-case.js';

const PERIOD: readonly Mistake[] = [
  { query: '?from=yesterday', pointer: '/from' },
  { query: '?to=2025-02-30T00:00:00Z', pointer: '/to' },
  { query: '?from=2025-01-01T00:00:00Z&from=2025-01-01T00:00:00Z', pointer: '/from' },
];
const CODE = 'sms-authentication-challenge';

/** Begins a sign-in in the tenant; answers its browser and its id. */
async function begin({
  scene: { server },
  tenantId,
}: Place): Promise<{ readonly agent: UserAgent; readonly id: string }> {
  const issuer = `${server.url}/${tenantId}`;
  const parameters = {
    response_type: 'code',
    client_id: GUIDE.clientId,
    redirect_uri: GUIDE.redirectUri,
    scope: 'openid',
  };
  const agent = new UserAgent({ url: server.url, issuer });
  const query = new URLSearchParams(parameters).toString();
  return { agent, id: await agent.open(new URL(`${issuer}/v1/authorizations?${query}`)) };
}

/** As {@link begin}, with somebody who registers. */
async function register(place: Place): ReturnType<typeof begin> {
  const { server } = place.scene.server;
  const call = { tenantId: place.tenantId, operator: 'test', dryRun: false };
  const policies = [{ success_conditions: { any_of: [[succeeded('initial-registration')]] } }];
  await server.tessera.policies.create(call, { flow: 'oauth', policies });
  const begun = await begin(place);
  await begun.agent.must('initial-registration', PERSON);
  return begun;
}

/** As {@link register}, up to a session. */
export async function signIn(place: Place): Promise<{ readonly sub: string; readonly sessionId: string }> {
  const { agent } = await register(place);
  await agent.finish();
  const { users } = place.scene.server.server.adapters.storage.stores;
  const { list } = await users.list(place.tenantId, { limit: 1, offset: 0 });
  const sub = list[0]?.sub ?? '';
  const { status, body } = await place.send(
    { under: 'tenant', method: 'GET', path: '/sessions' },
    { query: `?user_id=${sub}` },
  );
  const [session] = body['list'] as readonly { readonly id: string }[];
  if (!session) throw new Error(`there is no session: ${status}`);
  return { sub, sessionId: session.id };
}

const TRANSACTIONS = {
  under: 'tenant',
  method: 'GET',
  path: '/authentication-transactions',
  permissions: ['idp:authentication-transaction:read'],
  status: 200,
} as const;
const INTERACTIONS = {
  ...TRANSACTIONS,
  path: '/authentication-interactions',
  permissions: ['idp:authentication-interaction:read'],
} as const;
const EVENTS = { ...TRANSACTIONS, path: '/security-events', permissions: ['idp:security-event:read'] } as const;
const AUDIT_LOGS = { ...TRANSACTIONS, path: '/audit-logs', permissions: ['idp:audit-log:read'] } as const;

async function challenged(place: Place): Promise<string> {
  await enableSms(place.scene.server, place.tenantId);
  const { agent, id } = await register(place);
  await agent.must(CODE);
  return id;
}

/** Sign-ins under way, and what was recorded (specification 5.8, 6.3): reading alone. */
export const INSPECTION_CASES: readonly RouteCase[] = [
  {
    ...TRANSACTIONS,
    arrange: async (place) => {
      await begin(place);
      return {};
    },
    verify: (_place, _sent, answer) => isPage(answer),
    mistakes: [
      ...listMistakes(),
      ...PERIOD,
      { query: '?flow=fax', pointer: '/flow' },
      { query: '?state=lost', pointer: '/state' },
      { query: '?client_id=a&client_id=b', pointer: '/client_id' },
    ],
  },
  {
    ...TRANSACTIONS,
    path: '/authentication-transactions/{id}',
    arrange: async (place) => ({ parameters: { id: (await begin(place)).id } }),
    verify: (_place, sent, { body }) => {
      expect(body['id']).toBe(parameterOf(sent, 'id'));
    },
  },
  {
    ...TRANSACTIONS,
    path: '/authentication-transactions/{id}/explain',
    arrange: async (place) => ({ parameters: { id: (await begin(place)).id } }),
  },
  {
    ...INTERACTIONS,
    arrange: async (place) => {
      await challenged(place);
      return {};
    },
    verify: (_place, _sent, answer) => isPage(answer),
    mistakes: [...listMistakes(), ...PERIOD, { query: '?type=a&type=b', pointer: '/type' }],
  },
  {
    ...INTERACTIONS,
    path: '/authentication-interactions/{transaction-id}/{type}',
    arrange: async (place) => ({ parameters: { 'transaction-id': await challenged(place), type: CODE } }),
    verify: (_place, sent, { body }) => {
      expect(body).toMatchObject({ transaction_id: parameterOf(sent, 'transaction-id'), type: CODE });
    },
  },
  {
    ...EVENTS,
    arrange: async (place) => {
      await begin(place);
      return {};
    },
    verify: (_place, _sent, answer) => isPage(answer),
    mistakes: [
      ...listMistakes(),
      ...PERIOD,
      { query: '?event_type=nothing', pointer: '/event_type' },
      { query: '?user_id=a&user_id=b', pointer: '/user_id' },
    ],
  },
  {
    ...EVENTS,
    path: '/security-events/{id}',
    arrange: async (place) => {
      await begin(place);
      const { body } = await place.send(EVENTS, {});
      const [event] = body['list'] as readonly { readonly id: string }[];
      return { parameters: { id: event?.id ?? '' } };
    },
    verify: (place, sent, { body }) => {
      expect(body).toMatchObject({ id: parameterOf(sent, 'id'), tenant: { id: place.tenantId } });
    },
  },
  {
    ...AUDIT_LOGS,
    arrange: async (place) => {
      await place.send(
        { under: 'tenant', method: 'POST', path: '/roles' },
        { body: { name: 'support', permissions: [] } },
      );
      return {};
    },
    verify: (_place, _sent, answer) => {
      isPage(answer);
      expect(answer.body).toMatchObject({ list: [{ resource: 'roles', operation: 'create', outcome: 'success' }] });
    },
    mistakes: [...listMistakes(), ...PERIOD, { query: '?outcome=good', pointer: '/outcome' }],
  },
];

const SESSIONS = { under: 'tenant', path: '/sessions', status: 200 } as const;
const READING = { method: 'GET', permissions: ['idp:session:read'] } as const;
const ENDING = { method: 'DELETE', permissions: ['idp:session:delete'], status: 204 } as const;
const ONE = { ...SESSIONS, path: '/sessions/{id}' } as const;
const WITHOUT_USER: readonly Mistake[] = ['', '?user_id=', '?user_id=a&user_id=b'].map((query) => ({
  query,
  pointer: '/user_id',
}));

const ofUser = async (place: Place): Promise<{ readonly query: string }> => ({
  query: `?user_id=${(await signIn(place)).sub}`,
});
const ofSession = async (place: Place): Promise<{ readonly parameters: { readonly id: string } }> => ({
  parameters: { id: (await signIn(place)).sessionId },
});

/** SSO sessions. */
export const SESSION_CASES: readonly RouteCase[] = [
  {
    ...SESSIONS,
    ...READING,
    arrange: ofUser,
    verify: (_place, _sent, answer) => isPage(answer),
    mistakes: [...WITHOUT_USER, ...listMistakes('?user_id=x&')],
  },
  {
    ...SESSIONS,
    ...ENDING,
    arrange: ofUser,
    verify: async (place, { query = '' }) => {
      const { body } = await place.send({ ...SESSIONS, method: 'GET' }, { query });
      expect(body).toMatchObject({ total_count: 0 });
    },
    mistakes: WITHOUT_USER,
    watches: (place, { query = '' }) => place.pathOf(SESSIONS) + query,
  },
  {
    ...ONE,
    ...READING,
    arrange: ofSession,
    verify: (_place, sent, { body }) => {
      expect(body['id']).toBe(parameterOf(sent, 'id'));
    },
  },
  {
    ...ONE,
    ...ENDING,
    arrange: ofSession,
    verify: async (place, sent) => {
      expect((await place.send({ ...ONE, method: 'GET' }, sent)).status).toBe(404);
    },
    watches: (place, { parameters }) => place.pathOf(ONE, parameters),
    race: { losers: [404], isConditional: false },
  },
];
