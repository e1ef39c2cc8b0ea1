import { Deviation, demand } from './deviation.mjs';
import { expectAnswer } from './walk.mjs';

const isObject = (value) => value !== null && typeof value === 'object';

/** Steps 1 and 2: the SMS configuration and the policy that demands it. */
export async function configure(walk) {
  const configuration = await create(walk, {
    title: 'Step 1: SMS configuration',
    name: 'step-1-sms-configuration',
    resource: 'authentication-configurations',
  });
  expectAnswer(configuration, 201, {
    dry_run: false,
    result: {
      type: 'sms',
      enabled: true,
      attributes: {},
      metadata: {
        type: 'external',
        description: 'SMS authentication for MFA',
        expire_seconds: 300,
        retry_count_limitation: 5,
      },
      interactions: { 'sms-authentication-challenge': isObject, 'sms-authentication': isObject },
    },
  });
  const policy = await create(walk, {
    title: 'Step 2: authentication policy',
    name: 'step-2-authentication-policy',
    resource: 'authentication-policies',
  });
  expectAnswer(policy, 201, { dry_run: false, result: { flow: 'oauth', enabled: true } });
}

/** Runs the command; what an earlier run left behind (an old token, an object of the same type) makes room, and it is run once more. */
async function create(walk, { title, name, resource }) {
  let answer = walk.run(title, name);
  if (answer.status === 401) {
    walk.note('ADMIN_TOKEN has expired; a new one is fetched');
    walk.variables = { ...walk.variables, ADMIN_TOKEN: await fetchAdminToken(walk.variables) };
    answer = walk.run(title, name);
  }
  if (answer.status !== 409) return answer;
  walk.note(`${answer.body.conflicting_id} is there already; it is deleted, its versions stay`);
  await remove(walk.variables, `${resource}/${answer.body.conflicting_id}`);
  return walk.run(title, name);
}

async function fetchAdminToken(variables) {
  const response = await fetch(`${variables.IDP_SERVER_URL}/${variables.ADMIN_TENANT_ID}/v1/tokens`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: variables.ADMIN_CLIENT_ID ?? '',
      client_secret: variables.ADMIN_CLIENT_SECRET ?? '',
      username: variables.ADMIN_USER_EMAIL ?? '',
      password: variables.ADMIN_USER_PASSWORD ?? '',
      scope: 'management',
    }),
  });
  const { access_token: token } = await response.json();
  demand(token, `The server refuses the administrator of guide.env (${response.status}). Start it again: npm start`);
  return token;
}

async function remove(variables, path) {
  const { IDP_SERVER_URL: server, ORGANIZATION_ID: organization, TENANT_ID: tenant, ADMIN_TOKEN: token } = variables;
  const url = `${server}/v1/management/organizations/${organization}/tenants/${tenant}/${path}`;
  const response = await fetch(url, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
  if (response.status === 204) return;
  throw new Deviation(`DELETE ${url} answered ${response.status} instead of 204: ${await response.text()}`);
}
