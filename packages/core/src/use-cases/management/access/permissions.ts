const CRUD = ['create', 'read', 'update', 'delete'] as const;

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  organization: CRUD,
  tenant: CRUD,
  client: CRUD,
  user: CRUD,
  role: CRUD,
  permission: ['read'],
  'authentication-config': CRUD,
  'authentication-policy-config': CRUD,
  'authentication-transaction': ['read'],
  'authentication-interaction': ['read'],
  session: ['read', 'delete'],
  grant: ['read', 'delete'],
  'security-event': ['read'],
  'audit-log': ['read'],
};

/** All permissions of the management API, `idp:<resource>:<action>` (specification 5.1). */
export const PERMISSIONS: readonly string[] = Object.entries(ACTIONS).flatMap(([resource, actions]) =>
  actions.map((action) => `idp:${resource}:${action}`),
);

/** All that an organization's own operators may be given: organizations are for those who administer the server. */
export const ORGANIZATION_PERMISSIONS: readonly string[] = Object.keys(ACTIONS)
  .filter((resource) => resource !== 'organization')
  .map((resource) => `idp:${resource}:*`);

/** What a role may hold: the permissions, and `*` in place of whole segments at the end. */
const GRANTABLE: ReadonlySet<string> = new Set([
  '*',
  'idp:*',
  ...Object.keys(ACTIONS).map((resource) => `idp:${resource}:*`),
  ...PERMISSIONS,
]);

/** Tells whether a role may hold this permission. */
export function isKnownPermission(permission: string): boolean {
  return GRANTABLE.has(permission);
}

/** Tells whether one of the permissions held covers `wanted`; `*` stands for whole segments at the end. */
export function isPermitted(held: readonly string[], wanted: string): boolean {
  return held.some((permission) => covers(permission, wanted));
}

function covers(permission: string, wanted: string): boolean {
  if (permission === wanted || permission === '*') return true;
  return permission.endsWith(':*') && wanted.startsWith(permission.slice(0, -1));
}
