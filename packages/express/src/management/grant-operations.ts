import { DRY_RUN, managed, PAGE, query } from '../openapi/management-operation.js';
import { json, noContent } from '../openapi/responses.js';
import { DELETION, pageOf } from '../openapi/schemas/management.js';
import { ref } from '../openapi/schemas/shapes.js';

const OF_USER = { ...query('user_id', 'Whose grants.'), required: true };
const READING = { method: 'get', tag: 'Grants', permissions: ['idp:grant:read'] } as const;

/** Declares what operators do with what users have granted to clients. */
export const GRANT_OPERATIONS = {
  list: managed({
    ...READING,
    operationId: 'listGrants',
    summary: 'List the grants of a user',
    parameters: [OF_USER, query('client_id', 'Those to this client alone.'), ...PAGE],
    responses: { '200': json('A part of the list', pageOf(ref('Grant'))) },
  }),
  get: managed({
    ...READING,
    operationId: 'getGrant',
    summary: 'Read a grant',
    responses: { '200': json('Found', ref('Grant')) },
  }),
  revoke: managed({
    method: 'delete',
    tag: 'Grants',
    permissions: ['idp:grant:delete'],
    operationId: 'revokeGrant',
    summary: 'Revoke a grant',
    description: 'Every code, access token and refresh token of it is revoked; the session stays.',
    parameters: [DRY_RUN],
    responses: { '204': noContent('Revoked'), '200': json('What a dry run found', DELETION) },
  }),
};
