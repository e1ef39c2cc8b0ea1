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

/** Shared by all transactions: an open one is small, and there are many. */
const NOTHING = Object.freeze({});
const NOBODY: readonly string[] = Object.freeze([]);

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
    configurations: NOTHING,
    bindingHash: '',
    state: 'in_progress',
    cancelled: false,
    results: NOTHING,
    user: undefined,
    sessionId: undefined,
    ignoredSessionId: undefined,
    challenges: NOTHING,
    rows: NOTHING,
    guessesSpent: 0,
    sends: NOTHING,
    takenBy: undefined,
    failedUserIds: NOBODY,
  };
}

/** The factors of a session do not count for such a request (specification 4.5). */
export function asksForNewSignIn({ prompt, maxAge }: AuthenticationRequest): boolean {
  return maxAge === 0 || prompt.some((value) => value === 'login' || value === 'select_account' || value === 'create');
}
