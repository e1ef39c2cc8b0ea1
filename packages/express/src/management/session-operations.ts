import { DRY_RUN, managed, PAGE, query } from '../openapi/management-operation.js';
import { json, noContent } from '../openapi/responses.js';
import { DELETION, pageOf } from '../openapi/schemas/management.js';
import { closed, constant, COUNT, ref, TEXT } from '../openapi/schemas/shapes.js';

const OF_USER = { ...query('user_id', 'Whose sessions.'), required: true };
const READING = { method: 'get', tag: 'Sessions', permissions: ['idp:session:read'] } as const;
const ENDING = { method: 'delete', tag: 'Sessions', permissions: ['idp:session:delete'] } as const;

/** Declares what operators do with SSO sessions. */
export const SESSION_OPERATIONS = {
  list: managed({
    ...READING,
    operationId: 'listSessions',
    summary: 'List the sessions of a user',
    parameters: [OF_USER, ...PAGE],
    responses: { '200': json('A part of the list', pageOf(ref('Session'))) },
  }),
  get: managed({
    ...READING,
    operationId: 'getSession',
    summary: 'Read a session',
    responses: { '200': json('Found', ref('Session')) },
  }),
  endAll: managed({
    ...ENDING,
    operationId: 'endSessions',
    summary: 'End all sessions of a user',
    description: 'Every token of the user is revoked.',
    parameters: [OF_USER, DRY_RUN],
    responses: {
      '204': noContent('Ended'),
      '200': json('What a dry run found', closed({ dry_run: constant(true), user_id: TEXT, total_count: COUNT })),
    },
  }),
  end: managed({
    ...ENDING,
    operationId: 'endSession',
    summary: 'End a session',
    description: 'The tokens that were issued in it are revoked.',
    parameters: [DRY_RUN],
    responses: { '204': noContent('Ended'), '200': json('What a dry run found', DELETION) },
  }),
};
