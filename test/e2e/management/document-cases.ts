import { randomUUID } from 'node:crypto';
import { createdBy, crudCases, isPage, listMistakes } from './crud-cases.js';
import type { ResourceCase } from './crud-cases.js';
import type { Place, RouteCase, Sent } from './route-case.js';

const UNKNOWN_FIELD = { pointer: '/colour' } as const;
const NO_OBJECT = [[], null, 'x', 1].map((body) => ({ body, pointer: '' }));

function sms(more: object = {}): Readonly<Record<string, unknown>> {
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: { function: 'sms_authentication_challenge', details: { sender_type: 'no_action' } },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
    ...more,
  };
}

function oauth(more: object = {}): Readonly<Record<string, unknown>> {
  const condition = (value: unknown): object => ({
    path: '$.password-authentication.success_count',
    type: 'integer',
    operation: 'gte',
    value,
  });
  return {
    flow: 'oauth',
    enabled: true,
    policies: [{ description: 'password', priority: 10, success_conditions: { any_of: [[condition(1)]] } }],
    ...more,
  };
}

const CONFIGURATIONS: ResourceCase = {
  under: 'tenant',
  path: '/authentication-configurations',
  parameter: 'id',
  idField: 'id',
  permission: 'authentication-config',
  sample: () => sms({ id: randomUUID() }),
  changed: (sample) => ({ ...sample, enabled: false }),
  mistakes: [
    ...NO_OBJECT,
    { body: sms({ type: 'fax' }), pointer: '/type' },
    { body: sms({ colour: 'red' }), ...UNKNOWN_FIELD },
    { body: sms({ enabled: 'yes' }), pointer: '/enabled' },
    {
      body: sms({ interactions: { 'sms-authentication': { execution: { function: 'none' } } } }),
      pointer: '/interactions/sms-authentication/execution/function',
    },
  ],
  taken: "A configuration of type 'sms' already exists",
};

const POLICIES: ResourceCase = {
  under: 'tenant',
  path: '/authentication-policies',
  parameter: 'id',
  idField: 'id',
  permission: 'authentication-policy-config',
  sample: () => oauth({ id: randomUUID() }),
  changed: (sample) => ({ ...sample, enabled: false }),
  mistakes: [
    ...NO_OBJECT,
    { body: oauth({ flow: 'fax' }), pointer: '/flow' },
    { body: oauth({ colour: 'red' }), ...UNKNOWN_FIELD },
    { body: oauth({ policies: [{ priority: 'x' }] }), pointer: '/policies/0/priority' },
  ],
  taken: "A policy for flow 'oauth' already exists",
};

/** What has been changed once, so that there are two versions; answers the id and the entity tag. */
async function changedOnce(resource: ResourceCase, place: Place): Promise<Required<Pick<Sent, 'parameters' | 'etag'>>> {
  const { sample, parameters } = await createdBy(resource, place);
  const route = { under: resource.under, path: `${resource.path}/{id}`, method: 'PUT' } as const;
  const { headers } = await place.send(route, { parameters, body: resource.changed(sample) });
  return { parameters, etag: headers.get('etag') ?? '' };
}

/** Deleted, while another one has taken its type or flow. */
async function replacedByAnother(resource: ResourceCase, place: Place): Promise<Sent> {
  const { parameters } = await createdBy(resource, place);
  await place.send({ under: resource.under, path: `${resource.path}/{id}`, method: 'DELETE' }, { parameters });
  await createdBy(resource, place);
  return { parameters, body: { version: 1 } };
}

/** The history of a document, and the way back. */
function versionCases(resource: ResourceCase): readonly RouteCase[] {
  const { under, path, permission } = resource;
  const reading = { under, method: 'GET', permissions: [`idp:${permission}:read`], status: 200 } as const;
  const versions = `${path}/{id}/versions`;
  const arrange = async (place: Place): Promise<Sent> => ({
    parameters: (await changedOnce(resource, place)).parameters,
  });
  return [
    {
      ...reading,
      path: versions,
      arrange,
      verify: (_place, _sent, answer) => {
        isPage(answer);
        expect(answer.body).toMatchObject({ list: [{ version: 2, operation: 'update' }, { version: 1 }] });
      },
      mistakes: listMistakes(),
    },
    {
      ...reading,
      path: `${versions}/{version}`,
      arrange: async (place) => {
        const { parameters } = await changedOnce(resource, place);
        return { parameters: { ...parameters, version: '2' } };
      },
      verify: (_place, _sent, { body }) => {
        expect(body).toMatchObject({ enabled: false });
      },
    },
    {
      ...reading,
      path: `${versions}/diff`,
      arrange: async (place) => ({ ...(await arrange(place)), query: '?from=1&to=2' }),
      verify: (_place, _sent, { body }) => {
        expect(body).toEqual({ from: 1, to: 2, diff: [{ pointer: '/enabled', before: true, after: false }] });
      },
      mistakes: [
        { query: '?from=1', pointer: '/to' },
        { query: '?to=1', pointer: '/from' },
        { query: '?from=0&to=1', pointer: '/from' },
        { query: '?from=1&to=99', pointer: '/to' },
        { query: '?from=1&from=2&to=1', pointer: '/from' },
      ],
    },
    {
      under,
      method: 'POST',
      path: `${path}/{id}/rollback`,
      permissions: [`idp:${permission}:update`],
      status: 200,
      arrange: async (place) => ({ ...(await changedOnce(resource, place)), body: { version: 1 } }),
      verify: (_place, _sent, { body }) => {
        expect(body).toMatchObject({ dry_run: false, result: { enabled: true } });
      },
      mistakes: [
        ...[{}, { version: 'x' }, { version: 99 }, { version: null }].map((body) => ({ body, pointer: '/version' })),
      ],
      watches: (place, { parameters }) => place.pathOf({ under, path: versions }, parameters),
      conflict: {
        arrange: (place) => replacedByAnother(resource, place),
        description: /already exists$/,
        conflictingId: () => expect.any(String) as unknown,
      },
      race: { losers: [412], isConditional: true },
    },
  ];
}

/** What policies have beside the routes of all documents. */
const OF_POLICIES: readonly RouteCase[] = [
  {
    under: 'tenant',
    method: 'POST',
    path: '/authentication-policies/simulate',
    permissions: ['idp:authentication-policy-config:read'],
    status: 200,
    arrange: () =>
      Promise.resolve({
        body: { policy_configuration: oauth(), interactions: { 'password-authentication': { success_count: 1 } } },
      }),
    verify: (_place, _sent, { body }) => {
      expect(body).toMatchObject({ state: 'success' });
    },
    mistakes: [
      ...NO_OBJECT,
      { body: { colour: 'red' }, ...UNKNOWN_FIELD },
      { body: { interactions: [] }, pointer: '/interactions' },
      { body: { policy_configuration: oauth({ flow: 'fax' }) }, pointer: '/policy_configuration/flow' },
    ],
  },
  {
    under: 'tenant',
    method: 'GET',
    path: '/authentication-policies/{id}/diagram',
    permissions: ['idp:authentication-policy-config:read'],
    status: 200,
    arrange: async (place) => ({ parameters: (await createdBy(POLICIES, place)).parameters }),
    verify: (_place, _sent, { headers, body }) => {
      expect(headers.get('content-type')).toMatch(/^text\/vnd\.mermaid/);
      expect(body['text']).toMatch(/^(flowchart|graph) /);
    },
    mistakes: ['?policy=50', '?policy=x', '?policy=-1', '?policy=0&policy=0'].map((query) => ({
      query,
      pointer: '/policy',
    })),
  },
];

/** Authentication configurations and policies (specification 5.7), with their versions (5.2). */
export const CONFIGURATION_CASES: readonly RouteCase[] = [
  ...crudCases(CONFIGURATIONS),
  ...versionCases(CONFIGURATIONS),
];
export const POLICY_CASES: readonly RouteCase[] = [...crudCases(POLICIES), ...versionCases(POLICIES), ...OF_POLICIES];
