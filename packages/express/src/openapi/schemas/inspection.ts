import { SECURITY_EVENT_TYPES, USER_STATUSES } from '@tessera/core';
import type { Schema } from '../operation.js';
import { closed, COUNT, FLAG, INSTANT, listOf, oneOf, open, orNull, ref, TEXT, UUID } from './shapes.js';

const DETAIL = closed(
  {},
  {
    reason: TEXT,
    status: COUNT,
    error: TEXT,
    attempts_remaining: COUNT,
    retry_after: COUNT,
    mode: oneOf('internal', 'external'),
    template: TEXT,
    provider_status: COUNT,
    provider_code: TEXT,
    destination: { type: 'string', description: 'Masked.' },
    destination_hash: TEXT,
    country: TEXT,
    policy: TEXT,
    policy_fallback: FLAG,
    acr: TEXT,
    amr: listOf(TEXT),
    scope: TEXT,
    grant_type: TEXT,
    policy_path: TEXT,
  },
);

/** What operators look at and do not write (specification 5.8 and 6). */
export const INSPECTION_SCHEMAS: Readonly<Record<string, Schema>> = {
  SecurityEvent: closed(
    {
      id: UUID,
      type: oneOf(...SECURITY_EVENT_TYPES),
      created_at: INSTANT,
      tenant: closed({ id: TEXT, name: TEXT }),
      detail: DETAIL,
    },
    {
      client: closed({ id: TEXT }, { name: TEXT }),
      user: closed({ sub: TEXT }, { preferred_username: TEXT, status: oneOf(...USER_STATUSES) }),
      transaction_id: TEXT,
      ip_address: TEXT,
      user_agent: TEXT,
    },
  ),
  AuditRecord: closed({
    id: UUID,
    created_at: INSTANT,
    operator: closed({ type: oneOf('user', 'client'), id: TEXT, name: orNull(TEXT) }),
    operation: TEXT,
    resource: TEXT,
    resource_id: orNull(TEXT),
    outcome: oneOf('success', 'denied', 'failure'),
    dry_run: FLAG,
    diff: listOf(ref('Change')),
    ip_address: orNull(TEXT),
    request_id: TEXT,
  }),
  Session: closed({
    id: TEXT,
    user_id: TEXT,
    client_ids: listOf(TEXT),
    factors: listOf(closed({ method: TEXT, at: INSTANT })),
    acr: orNull(TEXT),
    amr: listOf(TEXT),
    auth_time: INSTANT,
    created_at: INSTANT,
    expires_at: orNull(INSTANT),
  }),
  Grant: closed({
    id: { type: 'string', description: 'Of no use as a credential.' },
    user_id: TEXT,
    client_id: TEXT,
    scope: { type: 'string', description: 'Separated by spaces.' },
    created_at: INSTANT,
    expires_at: orNull(INSTANT),
  }),
  AuthenticationTransaction: closed({
    id: TEXT,
    flow: oneOf('oauth'),
    client_id: TEXT,
    state: ref('AuthenticationState'),
    user_id: orNull(TEXT),
    policy: closed({ built_in: FLAG }, { id: UUID, version: COUNT, index: COUNT, fallback: FLAG }),
    interaction_results: ref('InteractionResults'),
    created_at: INSTANT,
    expires_at: INSTANT,
  }),
  AuthenticationInteraction: closed({ transaction_id: TEXT, type: TEXT, created_at: INSTANT }),
  AuthenticationInteractionPayload: closed({
    transaction_id: TEXT,
    type: TEXT,
    payload: {
      ...open({}, { expires_at: TEXT, attempts_used: COUNT, attempts_remaining: COUNT, destination: TEXT }),
      description: 'Of a pending code, or what an external service has answered; destinations are masked.',
    },
  }),
};
