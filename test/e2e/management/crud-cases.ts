import { parameterOf } from './route-case.js';
import type { Mistake, Place, Route, RouteCase, Sent } from './route-case.js';
import type { Answer } from './scene.js';

type Document = Readonly<Record<string, unknown>>;

/** A resource that is created, listed, read, replaced and deleted. */
export interface ResourceCase {
  readonly under: Route['under'];
  /** `/clients` */
  readonly path: string;
  /** Of the path: `id`. */
  readonly parameter: string;
  /** Of the document: `client_id`. */
  readonly idField: string;
  /** `idp:<permission>:<action>` */
  readonly permission: string;
  /** Another one each time, with its id. */
  readonly sample: () => Document;
  /** A full replacement of `sample`. */
  readonly changed: (sample: Document) => Document;
  readonly mistakes: readonly Mistake[];
  /** Of a second creation with the same id. */
  readonly taken: string;
  readonly hidesConflictingId?: boolean;
  readonly conflicts?: { readonly [K in 'replace' | 'remove']?: RouteCase['conflict'] };
  readonly volatile?: readonly string[];
}

const LIST_MISTAKES: readonly Mistake[] = [
  ...['?limit=0', '?limit=1001', '?limit=x', '?limit=1&limit=2'].map((query) => ({ query, pointer: '/limit' })),
  ...['?offset=-1', '?offset=1.5'].map((query) => ({ query, pointer: '/offset' })),
];

/** What lists refuse, beside their filters. */
export function listMistakes(required = ''): readonly Mistake[] {
  return LIST_MISTAKES.map(({ query = '', pointer }) => ({
    query: required + query.slice(required === '' ? 0 : 1),
    pointer,
  }));
}

/** The five routes of a resource. */
export function crudCases(resource: ResourceCase): readonly RouteCase[] {
  const { under, path, parameter, idField, permission, mistakes, volatile = [] } = resource;
  const [all, one] = [
    { under, path },
    { under, path: `${path}/{${parameter}}` },
  ];
  const may = (action: string): readonly string[] => [`idp:${permission}:${action}`];
  const create: Route = { ...all, method: 'POST' };
  const stored = (changed: boolean) => (place: Place) => arranged(resource, place, changed);
  const watches = (place: Place, { parameters }: Sent): string => place.pathOf(one, parameters);

  return [
    {
      ...create,
      permissions: may('create'),
      status: 201,
      arrange: () => Promise.resolve({ body: resource.sample() }),
      verify: async (place, { body }, answer) => {
        expect(answer.body).toMatchObject({
          dry_run: false,
          result: expect.objectContaining(visible(body)) as unknown,
        });
        const path = answer.headers.get('location') ?? '';
        const read = await place.scene.send({ method: 'GET', path, token: place.token });
        expect([read.status, read.body]).toEqual([200, without(answer.body['result'], ['client_secret'], read.body)]);
        expect(answer.headers.get('etag')).toMatch(/^"\d+"$/);
        expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
      },
      mistakes,
      watches: (place) => place.pathOf(all),
      volatile,
      conflict: {
        arrange: async (place) => ({ body: (await createdBy(resource, place)).sample }),
        description: resource.taken,
        ...(resource.hidesConflictingId ? {} : { conflictingId: ({ body }) => (body as Document)[idField] }),
      },
      race: { losers: [409], isConditional: false },
    },
    {
      ...all,
      method: 'GET',
      permissions: may('read'),
      status: 200,
      arrange: async (place) => {
        await createdBy(resource, place);
        return { query: '?limit=1000' };
      },
      verify: (place, _sent, answer) => isPage(answer, 1000),
      mistakes: listMistakes(),
    },
    {
      ...one,
      method: 'GET',
      permissions: may('read'),
      status: 200,
      arrange: async (place) => {
        const { parameters, sample } = await createdBy(resource, place);
        expect(parameters).toEqual({ [parameter]: sample[idField] });
        return { parameters };
      },
      verify: (_place, sent, answer) => {
        expect(answer.body[idField]).toBe(parameterOf(sent, parameter));
        expect(answer.headers.get('etag')).toMatch(/^"\d+"$/);
      },
    },
    {
      ...one,
      method: 'PUT',
      permissions: may('update'),
      status: 200,
      arrange: stored(true),
      verify: async (place, sent, answer) => {
        expect(answer.body).toMatchObject({ dry_run: false, result: visible(sent.body) });
        expect(answer.body['diff']).not.toEqual([]);
        const read = await place.send({ ...one, method: 'GET' }, { ...sent, body: undefined });
        expect([read.status, read.body]).toEqual([200, answer.body['result']]);
        expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
        expect(read.headers.get('etag')).not.toBe(sent.etag);
      },
      mistakes,
      watches,
      volatile,
      race: { losers: [412], isConditional: true },
      ...(resource.conflicts?.replace ? { conflict: resource.conflicts.replace } : {}),
    },
    {
      ...one,
      method: 'DELETE',
      permissions: may('delete'),
      status: 204,
      arrange: stored(false),
      verify: async (place, sent) => {
        for (const method of ['GET', 'DELETE'] as const)
          expect((await place.send({ ...one, method }, { parameters: sent.parameters ?? {} })).status).toBe(404);
      },
      watches,
      race: { losers: [404], isConditional: false },
      ...(resource.conflicts?.remove ? { conflict: resource.conflicts.remove } : {}),
    },
  ];
}

/** A list of specification 5.2. */
export function isPage({ body }: Answer, limit = 20): void {
  const list = body['list'] as readonly unknown[];
  expect(list.length).toBeGreaterThan(0);
  expect(body).toEqual({ list, total_count: list.length, limit, offset: 0 });
}

interface Created {
  readonly sample: Document;
  readonly parameters: Readonly<Record<string, string>>;
  readonly etag: string;
}

/** Makes one of the resource. */
export async function createdBy(resource: ResourceCase, place: Place, sample = resource.sample()): Promise<Created> {
  const { under, path, idField, parameter } = resource;
  const { status, body, headers } = await place.send({ under, path, method: 'POST' }, { body: sample });
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  const id = (body['result'] as Document)[idField];
  return { sample, parameters: { [parameter]: String(id) }, etag: headers.get('etag') ?? '' };
}

async function arranged(resource: ResourceCase, place: Place, isChanged: boolean): Promise<Sent> {
  const { sample, parameters, etag } = await createdBy(resource, place);
  return { parameters, etag, ...(isChanged ? { body: resource.changed(sample) } : {}) };
}

/** What of a posted document an answer shows as it is. */
function visible(body: unknown): Document {
  return Object.fromEntries(
    Object.entries(body as Document).filter(([name]) => !['client_secret', 'raw_password'].includes(name)),
  );
}

/** Fields that are shown once stand in a read document as they are there. */
function without(result: unknown, names: readonly string[], read: Document): Document {
  return {
    ...(result as Document),
    ...Object.fromEntries(names.filter((name) => name in read).map((name) => [name, read[name]])),
  };
}
