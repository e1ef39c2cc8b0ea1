import type { PolicyReference } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import type { Tenant } from '../tenant/tenant.js';
import type { AuthenticationRequest, TransactionSnapshot } from './snapshot.js';

export interface NewTransaction {
  readonly id: string;
  readonly tenant: Tenant;
  readonly clientId: string;
  readonly request: AuthenticationRequest;
  readonly policy: PolicyReference;
  readonly now: Instant;
}

/** A transaction in which nothing has happened; bound to no browser yet. */
export function newTransaction({ id, tenant, clientId, request, policy, now }: NewTransaction): TransactionSnapshot {
  return {
    id,
    tenantId: tenant.id,
    revision: 1,
    flow: 'oauth',
    clientId,
    createdAt: now,
    expiresAt: now + tenant.transactionExpiresInSeconds * 1000,
    request,
    policy,
    configurations: {},
    bindingHash: '',
    state: 'in_progress',
    cancelled: false,
    results: {},
    challenges: {},
    rows: {},
    guessesSpent: 0,
    sends: {},
    failedUserIds: [],
  };
}

/** The factors of a session do not count for such a request (specification 4.5). */
export function asksForNewSignIn({ prompt, maxAge }: AuthenticationRequest): boolean {
  return maxAge === 0 || prompt.some((value) => value === 'login' || value === 'select_account' || value === 'create');
}
