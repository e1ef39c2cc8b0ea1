import { randomUUID } from 'node:crypto';
import { GUIDE } from '@tessera/server';
import * as oidc from 'openid-client';
import { hostileForms, hostileJson, HOSTILE_PARTS, hostileQueries } from './hostile-bodies.js';
import { addClient, adminToken, enableSms, setPolicies, succeeded } from './open-server.js';
import type { OpenServer } from './open-server.js';
import type { DeclaredOperation } from './operations.js';
import type { RawCall } from './raw-call.js';
import { discover, request } from './relying-party.js';
import { beginAuthorization } from './survival.js';
import { PERSON, UserAgent } from './user-agent.js';

const FORM = 'application/x-www-form-urlencoded';

/** What lets a call get as far as possible: credentials, and objects that exist. */
export interface Access {
  readonly administrator: string;
  readonly user: string;
  /** Value of a parameter, by the part of the path in front of it. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Makes one object of each kind in the guide's tenant, a signed-in user and an operator. */
export async function gainAccess(server: OpenServer): Promise<Access> {
  await enableSms(server);
  await setPolicies(server, [{ success_conditions: { any_of: [[succeeded('initial-registration')]] } }]);
  const administrator = await adminToken(server);
  const { directory } = server.server.adapters.storage.stores;
  const organizationId = (await directory.findTenant(server.tenantId))?.organizationId ?? '';
  const base = `${server.url}/v1/management/tenants/${server.tenantId}`;
  const first = async (resource: string, field = 'id'): Promise<string> => {
    const answer = await fetch(`${base}/${resource}`, { headers: { authorization: `Bearer ${administrator}` } });
    const { list = [] } = (await answer.json()) as { readonly list?: readonly Record<string, string>[] };
    return list[0]?.[field] ?? 'x';
  };
  await directory.insertRole({ tenantId: server.tenantId, id: 'support', name: 'support', permissions: [] });
  const { user, sub } = await registerUser(server);
  const transaction = await beginAuthorization(server);
  const ids = {
    tenants: server.tenantId,
    organizations: organizationId,
    authorizations: transaction,
    'authentication-transactions': transaction,
    'authentication-configurations': await first('authentication-configurations'),
    'authentication-policies': await first('authentication-policies'),
    'security-events': await first('security-events'),
    clients: GUIDE.clientId,
    roles: 'support',
    users: sub,
    versions: '1',
  };
  return { administrator, user, ids };
}

async function registerUser(server: OpenServer): Promise<{ readonly user: string; readonly sub: string }> {
  const scopes = ['openid', 'password:reset'];
  await addClient(server, { clientId: 'own-password', scopes });
  const config = await discover(server, 'own-password');
  const { url, checks } = await request(config, { scope: scopes.join(' ') });
  const agent = new UserAgent(server);
  await agent.open(url);
  await agent.must('initial-registration', PERSON);
  const tokens = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
  return { user: tokens.access_token, sub: tokens.claims()?.sub ?? '' };
}

/** A call of the operation with everything in place but the body. Writes of operators are dry runs: the objects stay. */
export function plainCall({ method, path, query, mediaType }: DeclaredOperation, access: Access): RawCall {
  const parts = path.split('/');
  const filled = parts.map((part, index) => valueOf(part, parts[index - 1], access)).join('/');
  const isTried = query.includes('dry_run');
  const isProtocol = mediaType === FORM;
  const basic = Buffer.from(`${GUIDE.clientId}:${GUIDE.clientSecret}`).toString('base64');
  const bearer = path.startsWith('/v1/management') ? access.administrator : access.user;
  return {
    method,
    path: filled + (isTried ? '?dry_run=1' : ''),
    headers: { authorization: isProtocol ? `Basic ${basic}` : `Bearer ${bearer}` },
  };
}

function valueOf(part: string, before: string | undefined, { ids }: Access): string {
  if (!part.startsWith('{')) return part;
  if (part === '{tenant-id}') return ids['tenants'] ?? 'x';
  return ids[before ?? ''] ?? randomUUID();
}

/** Bodies of every kind that the operation does not expect. */
export function withHostileBodies(operation: DeclaredOperation, access: Access): readonly RawCall[] {
  const call = plainCall(operation, access);
  const bodies = operation.mediaType === FORM ? hostileForms(operation) : hostileJson(operation);
  return bodies.map(({ headers, body }) => ({ ...call, headers: { ...call.headers, ...headers }, body }));
}

/** Paths and queries of every kind that the operation does not expect. */
export function withHostileAddresses(operation: DeclaredOperation, access: Access): readonly RawCall[] {
  const call = plainCall(operation, access);
  const [path = '', tried] = call.path.split('?');
  const suffix = tried === undefined ? '' : `?${tried}`;
  const [template, parts] = [operation.path.split('/'), path.split('/')];
  const places = template.flatMap((part, index) => (part.startsWith('{') ? [index] : []));
  const paths = places.flatMap((place) =>
    HOSTILE_PARTS.map((hostile) => parts.map((part, index) => (index === place ? hostile : part)).join('/') + suffix),
  );
  // What is there stays: a deletion or a creation goes without the query that tries it.
  const names = operation.query.filter((name) => name !== 'dry_run' || operation.method !== 'DELETE');
  const queries = [...names, 'x'].flatMap((name) =>
    hostileQueries(name).map((query) => `${path}${suffix === '' || name === 'dry_run' ? '?' : `${suffix}&`}${query}`),
  );
  return [...paths, ...queries].map((address) => ({ ...call, path: address }));
}
