import type { HttpMethod, Operation, ParameterSpec, Responses, Schema } from './operation.js';
import { created, json, merged, noContent, refusals, versioned, written } from './responses.js';
import type { RefusalName } from './schemas/refusals.js';
import { creation, DELETION, pageOf, update } from './schemas/management.js';
import { ref } from './schemas/shapes.js';
import type { Tag } from './tags.js';

/** Asks for the checks of a write without the write. */
export const DRY_RUN: ParameterSpec = {
  name: 'dry_run',
  in: 'query',
  description: 'All checks run, nothing is stored.',
  schema: { enum: ['true', '1', 'on', 'yes', 'false', '0', 'off', 'no'], default: 'false' },
};
const IF_MATCH: ParameterSpec = {
  name: 'If-Match',
  in: 'header',
  description: 'The `ETag` of what was read: refuses to overwrite anything else.',
  schema: { type: 'string' },
};

/** The part of a list that is asked for. */
export const PAGE: readonly ParameterSpec[] = [
  {
    name: 'limit',
    in: 'query',
    description: 'At most so many.',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
  },
  {
    name: 'offset',
    in: 'query',
    description: 'How many to leave out.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
];

/** A filter, or another parameter in the address. */
export function query(name: string, description: string, schema: Schema = { type: 'string' }): ParameterSpec {
  return { name, in: 'query', description, schema };
}

const ALWAYS: readonly RefusalName[] = [
  'TokenInvalid',
  'ScopeMissing',
  'PermissionMissing',
  'NotFound',
  'NotAcceptable',
  'TooManyRequests',
  'ServerMisconfigured',
  'Unexpected',
  'Unavailable',
];
const WITH_BODY: readonly RefusalName[] = ['MalformedBody', 'BodyTooLarge', 'ContentTypeUnsupported'];
const OF_WRITES: readonly RefusalName[] = ['ValidationFailed', 'GrantExceeded', 'Conflict', 'PreconditionFailed'];

/** Marks the operations of the system level. */
export const AT_SYSTEM_LEVEL = { suffix: 'AtSystemLevel', note: 'system level' } as const;

export interface ManagementOperation {
  readonly operationId: string;
  readonly method: HttpMethod;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  /** `idp:<resource>:<action>` */
  readonly permissions: readonly string[];
  readonly parameters?: readonly ParameterSpec[];
  readonly body?: Schema;
  /** Of success. */
  readonly responses: Responses;
  /** Takes `dry_run`, and `If-Match` unless it makes something new. */
  readonly writes?: 'new' | 'existing';
  /** Beside those that all operations have. */
  readonly refusals?: readonly RefusalName[];
}

/** Declares an operation of the management API, with what all of them may answer (specification 5.1). */
export function managed({
  body,
  writes,
  refusals: further = [],
  responses,
  parameters = [],
  ...operation
}: ManagementOperation): Operation {
  const write = writes === undefined ? [] : writes === 'new' ? [DRY_RUN] : [DRY_RUN, IF_MATCH];
  const all = [...parameters, ...write];
  return {
    ...operation,
    access: 'management',
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': body } } } : {}),
    responses: merged(
      responses,
      refusals(
        ...(all.length > 0 || body ? (['ValidationFailed'] as const) : []),
        ...(body ? WITH_BODY : []),
        ...(writes ? OF_WRITES : []),
        ...further,
        ...ALWAYS,
      ),
    ),
  };
}

export interface Resource {
  /** In PascalCase, as it stands in ids of operations: `User`. */
  readonly noun: string;
  readonly plural: string;
  /** As it stands in summaries: "a user". */
  readonly one: string;
  readonly many: string;
  readonly tag: Tag;
  /** `idp:<permission>:<action>` */
  readonly permission: string;
  readonly view: Schema;
  /** What the answer to a write shows; `view` by default. */
  readonly writtenView?: Schema;
  readonly input: Schema;
  readonly filters?: readonly ParameterSpec[];
}

/** Create, list, get, replace and delete, as all resources have them (specification 5.2). */
export function crud(
  resource: Resource,
): Readonly<Record<'create' | 'list' | 'get' | 'replace' | 'remove', Operation>> {
  const { noun, plural, one, many, tag, view, writtenView = view, input, filters = [] } = resource;
  const may = (action: string): readonly string[] => [`idp:${resource.permission}:${action}`];
  return {
    create: managed({
      operationId: `create${noun}`,
      method: 'post',
      summary: `Create ${one}`,
      tag,
      permissions: may('create'),
      body: input,
      writes: 'new',
      responses: {
        '201': created('Created', creation(writtenView)),
        '200': json('What a dry run found', creation(writtenView)),
      },
    }),
    list: managed({
      operationId: `list${plural}`,
      method: 'get',
      summary: `List ${many}`,
      tag,
      permissions: may('read'),
      parameters: [...filters, ...PAGE],
      responses: { '200': json('A part of the list', pageOf(view)) },
    }),
    get: managed({
      operationId: `get${noun}`,
      method: 'get',
      summary: `Read ${one}`,
      tag,
      permissions: may('read'),
      responses: { '200': versioned('Found', view) },
    }),
    replace: managed({
      operationId: `replace${noun}`,
      method: 'put',
      summary: `Replace ${one}`,
      tag,
      permissions: may('update'),
      body: input,
      writes: 'existing',
      responses: { '200': written('Replaced, or what a dry run found', update(writtenView)) },
    }),
    remove: managed({
      operationId: `delete${noun}`,
      method: 'delete',
      summary: `Delete ${one}`,
      tag,
      permissions: may('delete'),
      writes: 'existing',
      responses: { '204': noContent('Deleted'), '200': json('What a dry run found', DELETION) },
    }),
  };
}

/** One of the components, and what is posted to make it. */
export function component(name: string): { readonly view: Schema; readonly input: Schema } {
  return { view: ref(name), input: ref(`${name}Input`) };
}
