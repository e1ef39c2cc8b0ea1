import { randomUUID } from 'node:crypto';
import { createdBy, crudCases } from './crud-cases.js';
import type { ResourceCase } from './crud-cases.js';
import type { RouteCase } from './route-case.js';

const TAKEN = 'An object with this id already exists';
const NO_OBJECT = [[], null, 'x', 1].map((body) => ({ body, pointer: '' }));

const TENANTS: ResourceCase = {
  under: 'organization',
  path: '/tenants',
  parameter: 'tenant-id',
  idField: 'id',
  permission: 'tenant',
  sample: () => ({ id: randomUUID(), name: 'Shop' }),
  changed: (sample) => ({ ...sample, name: 'Store' }),
  mistakes: [
    ...NO_OBJECT,
    { body: {}, pointer: '/name' },
    { body: { name: 1 }, pointer: '/name' },
    { body: { name: 'Shop', enabled: 'yes' }, pointer: '/enabled' },
    { body: { name: 'Shop', type: 'ADMIN' }, pointer: '/type' },
    { body: { name: 'Shop', password_policy: { min_length: 'x' } }, pointer: '/password_policy/min_length' },
    { body: { name: 'Shop', session_config: [] }, pointer: '/session_config' },
  ],
  taken: TAKEN,
  // It may be one of another organization.
  hidesConflictingId: true,
  conflicts: {
    remove: {
      arrange: ({ scene, level }) =>
        Promise.resolve({
          parameters: { 'tenant-id': level === 'system' ? scene.adminId : scene.home.organizerId },
        }),
      description: /cannot (be deleted|delete the tenant they belong to)$/,
    },
  },
};

const ORGANIZATIONS: ResourceCase = {
  under: 'server',
  path: '/organizations',
  parameter: 'id',
  idField: 'id',
  permission: 'organization',
  sample: () => ({ id: randomUUID(), name: 'Example Inc.' }),
  changed: (sample) => ({ ...sample, name: 'Example Ltd.' }),
  mistakes: [
    ...NO_OBJECT,
    { body: {}, pointer: '/name' },
    { body: { name: 1 }, pointer: '/name' },
    { body: { name: 'Example Inc.', id: 'a b' }, pointer: '/id' },
  ],
  taken: TAKEN,
  conflicts: {
    remove: {
      arrange: async (place) => {
        const { parameters, sample } = await createdBy(ORGANIZATIONS, place);
        await place.scene.tenant(String(sample['id']));
        return { parameters };
      },
      description: 'The organization still has tenants',
    },
  },
};

const onboarding = (more: object = {}): Readonly<Record<string, unknown>> => ({
  organization: { id: randomUUID(), name: 'Example Inc.' },
  tenant: { id: randomUUID(), name: 'Operators' },
  user: { sub: randomUUID(), email: 'operator@example.com', raw_password: 'Correct-Horse-42!' },
  client: {
    client_id: randomUUID(),
    grant_types: ['password', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
  },
  ...more,
});

const ONBOARDING: RouteCase = {
  under: 'server',
  method: 'POST',
  path: '/onboarding',
  permissions: ['organization', 'tenant', 'client', 'user'].map((resource) => `idp:${resource}:create`),
  status: 201,
  arrange: () => Promise.resolve({ body: onboarding() }),
  verify: async (place, _sent, { headers, body }) => {
    expect(body).toMatchObject({ dry_run: false, result: { tenant: { type: 'ORGANIZER' } } });
    const path = headers.get('location') ?? '';
    expect((await place.scene.send({ method: 'GET', path, token: place.token })).status).toBe(200);
  },
  mistakes: [
    ...NO_OBJECT,
    ...['organization', 'tenant', 'user', 'client'].map((part) => ({
      body: onboarding({ [part]: undefined }),
      pointer: `/${part}`,
    })),
    { body: onboarding({ organization: {} }), pointer: '/organization/name' },
    { body: onboarding({ tenant: {} }), pointer: '/tenant/name' },
    { body: onboarding({ user: { email: 'operator@example.com' } }), pointer: '/user/raw_password' },
    { body: onboarding({ client: { scope: 1 } }), pointer: '/client/scope' },
    { body: onboarding({ authorization_server: [] }), pointer: '/authorization_server' },
  ],
  watches: (place) => `${place.pathOf({ under: 'server', path: '/organizations' })}?limit=1000`,
  volatile: ['client_secret', 'created_at', 'updated_at'],
  conflict: {
    arrange: async (place) => {
      const { sample } = await createdBy(ORGANIZATIONS, place);
      return { body: onboarding({ organization: sample }) };
    },
    description: TAKEN,
    conflictingId: ({ body }) => (body as { organization: { id: string } }).organization.id,
  },
  race: { losers: [409], isConditional: false },
};

/** Tenants, organizations and onboarding (specification 5.1, 5.4, 5.5). */
export const TENANT_CASES: readonly RouteCase[] = crudCases(TENANTS);
export const ORGANIZATION_CASES: readonly RouteCase[] = [...crudCases(ORGANIZATIONS), ONBOARDING];
