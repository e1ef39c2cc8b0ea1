import { managed, PAGE, query } from '../openapi/management-operation.js';
import type { Operation } from '../openapi/operation.js';
import { json, written } from '../openapi/responses.js';
import { pageOf, update } from '../openapi/schemas/management.js';
import { ref } from '../openapi/schemas/shapes.js';
import type { DocumentKind } from './document-kinds.js';

const VERSION = { type: 'integer', minimum: 1 };

/** Declares the history of one kind of document (specification 5.2, Versions). */
export function versionOperations({
  noun,
  one,
  tag,
  permission,
  view,
}: DocumentKind): Readonly<Record<'list' | 'diff' | 'get' | 'rollback', Operation>> {
  const reading = { method: 'get', tag, permissions: [`idp:${permission}:read`] } as const;
  return {
    list: managed({
      ...reading,
      operationId: `list${noun}Versions`,
      summary: `List the versions of ${one}, newest first`,
      parameters: PAGE,
      responses: { '200': json('A part of the list', pageOf(ref('DocumentVersion'))) },
    }),
    diff: managed({
      ...reading,
      operationId: `diff${noun}Versions`,
      summary: `Compare two versions of ${one}`,
      parameters: [
        { ...query('from', 'The one version.', VERSION), required: true },
        { ...query('to', 'The other version.', VERSION), required: true },
      ],
      responses: { '200': json('What differs', ref('VersionDiff')) },
    }),
    get: managed({
      ...reading,
      operationId: `get${noun}Version`,
      summary: `Read a version of ${one}`,
      responses: { '200': json('Found', view) },
    }),
    rollback: managed({
      operationId: `rollBack${noun}`,
      method: 'post',
      summary: `Bring back a version of ${one}`,
      description: `Also creates it again after a deletion, which needs \`idp:${permission}:create\` too.`,
      tag,
      permissions: [`idp:${permission}:update`],
      body: ref('RollbackRequest'),
      writes: 'existing',
      responses: { '200': written('Brought back, or what a dry run found', update(view)) },
    }),
  };
}
