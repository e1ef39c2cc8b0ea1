import { randomUUID } from 'node:crypto';
import { createdBy, crudCases, isPage, listMistakes } from './crud-cases.js';
import type { ResourceCase } from './crud-cases.js';
import type { RouteCase } from './route-case.js';

const TAKEN = 'An object with this id already exists';
const NO_OBJECT = [[], null, 'x', 1].map((body) => ({ body, pointer: '' }));
const REDIRECT_URIS = ['https://shop.example.com/callback'];

const CLIENTS: ResourceCase = {
  under: 'tenant',
  path: '/clients',
  parameter: 'id',
  idField: 'client_id',
  permission: 'client',
  sample: () => ({ client_id: randomUUID(), client_name: 'Shop', redirect_uris: REDIRECT_URIS }),
  changed: (sample) => ({ ...sample, client_name: 'Store' }),
  mistakes: [
    ...NO_OBJECT,
    { body: { redirect_uris: 'https://shop.example.com/callback' }, pointer: '/redirect_uris' },
    { body: { redirect_uris: ['https://*.example.com/'] }, pointer: '/redirect_uris/0' },
    { body: { redirect_uris: REDIRECT_URIS, client_name: 1 }, pointer: '/client_name' },
    { body: { redirect_uris: REDIRECT_URIS, grant_types: ['implicit'] }, pointer: '/grant_types/0' },
    { body: { redirect_uris: REDIRECT_URIS, scope: 'management' }, pointer: '/scope' },
    { body: { redirect_uris: REDIRECT_URIS, roles: ['none'] }, pointer: '/roles/0' },
  ],
  taken: TAKEN,
  volatile: ['client_secret'],
  conflicts: {
    replace: {
      arrange: async (place) => {
        const other = await createdBy(CLIENTS, place);
        const { parameters, sample } = await createdBy(CLIENTS, place);
        return { parameters, body: { ...sample, client_id_alias: other.sample['client_id'] } };
      },
      description: TAKEN,
      conflictingId: ({ body }) => (body as Record<string, unknown>)['client_id_alias'],
    },
  },
};

const person = (more: object = {}): Readonly<Record<string, unknown>> => ({
  email: `${randomUUID()}@example.com`,
  name: 'Example User',
  ...more,
});

const USERS: ResourceCase = {
  under: 'tenant',
  path: '/users',
  parameter: 'sub',
  idField: 'sub',
  permission: 'user',
  sample: () => person({ sub: randomUUID() }),
  changed: (sample) => ({ ...sample, name: 'Somebody Else' }),
  mistakes: [
    ...NO_OBJECT,
    { body: { email: 'nowhere' }, pointer: '/email' },
    { body: person({ phone_number: 'x' }), pointer: '/phone_number' },
    { body: person({ status: 'AWAY' }), pointer: '/status' },
    { body: person({ roles: ['none'] }), pointer: '/roles/0' },
    { body: person({ raw_password: 'short' }), pointer: '/raw_password' },
  ],
  taken: TAKEN,
  volatile: ['created_at', 'updated_at'],
  conflicts: {
    replace: {
      arrange: async (place) => {
        const { sample: other } = await createdBy(USERS, place);
        const { parameters, sample } = await createdBy(USERS, place);
        // The id of the one in the way goes along, for the check of the answer alone.
        return { parameters, body: { ...sample, email: other['email'], custom_properties: { other: other['sub'] } } };
      },
      description: TAKEN,
      conflictingId: ({ body }) => (body as { custom_properties: { other: string } }).custom_properties.other,
    },
  },
};

const ONE_USER = { under: 'tenant', path: '/users/{sub}', permissions: ['idp:user:update'], status: 200 } as const;

/** What operators do with a user, beside the record. */
const OF_USERS: readonly RouteCase[] = [
  {
    ...ONE_USER,
    method: 'PATCH',
    arrange: async (place) => {
      const { parameters, etag } = await createdBy(USERS, place);
      return { parameters, etag, body: { status: 'LOCKED' } };
    },
    verify: (_place, _sent, { body }) => {
      expect(body).toMatchObject({ dry_run: false, result: { status: 'LOCKED' } });
      expect(body['diff']).toMatchObject([{ pointer: '/status', after: 'LOCKED' }]);
    },
    mistakes: [
      ...NO_OBJECT,
      { body: { status: 'AWAY' }, pointer: '/status' },
      { body: { status: 1 }, pointer: '/status' },
      { body: { raw_password: 'short' }, pointer: '/raw_password' },
    ],
    watches: (place, { parameters }) => place.pathOf(ONE_USER, parameters),
    volatile: ['updated_at'],
    race: { losers: [412], isConditional: true },
  },
  {
    ...ONE_USER,
    method: 'POST',
    path: '/users/{sub}/unlock',
    arrange: async (place) => {
      const { parameters } = await createdBy(USERS, place, person({ sub: randomUUID(), status: 'LOCKED' }));
      return { parameters };
    },
    verify: (_place, _sent, { body }) => {
      expect(body).toMatchObject({ status: 'REGISTERED' });
    },
  },
];

const ROLES: ResourceCase = {
  under: 'tenant',
  path: '/roles',
  parameter: 'id',
  idField: 'id',
  permission: 'role',
  sample: () => ({ id: randomUUID(), name: randomUUID(), permissions: ['idp:user:read'] }),
  changed: (sample) => ({ ...sample, permissions: ['idp:user:*'] }),
  mistakes: [
    ...NO_OBJECT,
    { body: { permissions: ['idp:user:read'] }, pointer: '/name' },
    { body: { name: 'support' }, pointer: '/permissions' },
    { body: { name: 'support', permissions: ['idp:nothing:read'] }, pointer: '/permissions/0' },
    { body: { name: 'support', permissions: 'idp:user:read' }, pointer: '/permissions' },
    { body: { name: 'support', permissions: [], description: 1 }, pointer: '/description' },
  ],
  taken: TAKEN,
  conflicts: {
    replace: {
      arrange: async (place) => {
        const other = await createdBy(ROLES, place);
        const { parameters, sample } = await createdBy(ROLES, place);
        const { name, id } = other.sample;
        return { parameters, body: { ...sample, name, description: id } };
      },
      description: TAKEN,
      conflictingId: ({ body }) => (body as { description: string }).description,
    },
    remove: {
      arrange: async (place) => {
        const { parameters, sample } = await createdBy(ROLES, place);
        await createdBy(USERS, place, person({ sub: randomUUID(), roles: [sample['name']] }));
        return { parameters };
      },
      description: 'The role is in use',
    },
  },
};

const PERMISSIONS: RouteCase = {
  under: 'tenant',
  method: 'GET',
  path: '/permissions',
  permissions: ['idp:permission:read'],
  status: 200,
  arrange: () => Promise.resolve({ query: '?limit=1000' }),
  verify: (_place, _sent, answer) => {
    isPage(answer, 1000);
    expect(answer.body['list']).toContain('idp:user:read');
  },
  mistakes: listMistakes(),
};

/** Clients, users and roles of a tenant (specification 5.5, 5.6). */
export const CLIENT_CASES: readonly RouteCase[] = crudCases(CLIENTS);
export const USER_CASES: readonly RouteCase[] = [
  ...crudCases(USERS).map((route) =>
    route.method === 'GET' && route.path === '/users'
      ? { ...route, mistakes: [...(route.mistakes ?? []), { query: '?status=AWAY', pointer: '/status' }] }
      : route,
  ),
  ...OF_USERS,
];
export const ROLE_CASES: readonly RouteCase[] = [...crudCases(ROLES), PERMISSIONS];
