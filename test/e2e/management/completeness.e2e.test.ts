import { CLIENT_CASES, ROLE_CASES, USER_CASES } from './directory-cases.js';
import { CONFIGURATION_CASES, POLICY_CASES } from './document-cases.js';
import { GRANT_CASES } from './grant-cases.js';
import { INSPECTION_CASES, SESSION_CASES } from './inspection-cases.js';
import { ORGANIZATION_CASES, TENANT_CASES } from './organization-cases.js';
import { levelsOf, templateOf } from './route-case.js';
import { readOperations } from '../../support-http/operations.js';
import { openServer } from '../../support-http/open-server.js';

/** What is no management: sign-in, protocol and documents have suites of their own, and hostile input is fired at all of them. */
const OTHERS = [
  /^\/health\//,
  /^\/metrics$/,
  /^\/openapi\.json$/,
  /^\/docs(\/|$)/,
  /^\/schemas\//,
  /^\/authorize(\/|$)/,
  /^\/v1\/authorizations\/\{id\}\//,
  /^\/\{tenant-id\}\/v1\/authorizations(\/|$)/,
  /^\/\{tenant-id\}\/v1\/(tokens|userinfo|jwks|logout)(\/|$)/,
  /^\/\{tenant-id\}\/v1\/me\/password\//,
  /^(\/\{tenant-id\})?\/\.well-known\//,
];

const CASES = [
  ...CONFIGURATION_CASES,
  ...POLICY_CASES,
  ...CLIENT_CASES,
  ...USER_CASES,
  ...ROLE_CASES,
  ...TENANT_CASES,
  ...ORGANIZATION_CASES,
  ...INSPECTION_CASES,
  ...SESSION_CASES,
  ...GRANT_CASES,
];

it('every route of the management API has its cases, at each level, with the permissions that it declares', async () => {
  const server = await openServer();
  try {
    const declared = (await readOperations(server))
      .filter(({ path }) => !OTHERS.some((other) => other.test(path)))
      .map(({ method, path, permissions }) => [method, path, ...permissions].join(' '));
    const tested = CASES.flatMap((route) =>
      levelsOf(route).map((level) => [route.method, templateOf(route, level), ...route.permissions].join(' ')),
    );
    expect([...tested].sort()).toEqual([...declared].sort());
  } finally {
    await server.close();
  }
}, 60_000);
