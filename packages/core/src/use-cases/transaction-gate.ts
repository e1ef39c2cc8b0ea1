import type { CompiledDocuments } from '../engine/compiled-documents.js';
import type { RecentUsers } from '../engine/cached-users.js';
import type { EngineDependencies } from '../engine/dependencies.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { EventContext } from '../event/event-factory.js';
import type { Caller } from '../interaction/caller.js';
import type { AuthenticationPolicy } from '../policy/authentication-policy.js';
import { policyAt } from '../policy/select-policy.js';
import { andThen, isPromise, together } from '../ports/awaitable.js';
import type { Awaitable } from '../ports/awaitable.js';
import type { SessionStore } from '../ports/session-store.js';
import type { Client, Tenant } from '../tenant/tenant.js';
import { checkBrowserBinding } from '../transaction/browser-binding.js';
import { carriedSession } from '../transaction/carried-factors.js';
import type { SessionFactors } from '../transaction/carried-factors.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { effectiveUser, withoutCarriedFactors } from '../transaction/user-binding.js';
import type { User } from '../user/user.js';
import { eventOrigin, wantsEvents } from '../event/event-delivery.js';

/** A call below `/v1/authorizations/{id}`. */
export interface TransactionCall {
  /** Absent on the routes without a tenant: it is that of the transaction. */
  readonly tenantId?: string | undefined;
  readonly transactionId: string;
  readonly caller: Caller;
}

/** A transaction that the caller may see. */
export interface OpenedTransaction {
  readonly tenant: Tenant;
  readonly client: Client | undefined;
  readonly snapshot: TransactionSnapshot;
  /** {@link snapshot} may be out of date; see `TransactionStore.peek`. */
  readonly isPeeked: boolean;
  /** The session whose factors this login carries, as it is now. */
  readonly session: SessionFactors | undefined;
  /** That session is over: `snapshot` is without its factors, which are still in what is stored. */
  readonly sessionEnded: boolean;
  readonly policy: AuthenticationPolicy;
  /** The bound user as stored now. */
  readonly storedUser: User | undefined;
  /** The bound user as it will be once the login completes. */
  readonly user: User | undefined;
  readonly eventContext: EventContext;
  readonly now: number;
}

export interface GateOptions {
  /** Every caller must show the browser's cookie, whatever the policy says. */
  readonly bindingRequired?: boolean;
  /**
   * The state may be out of date: the caller commits on it, and begins again when it was. So may be the bound user, by the time that a change
   * notice takes: nothing may be granted by it that the completion of the login does not judge again.
   */
  readonly mayPeek?: boolean;
}

export type GateResult = OpenedTransaction | { readonly refused: Answer };

/** The checks that all calls below a transaction share: specification 2.1, numbers 1 to 4. */
export class TransactionGate {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;

  constructor(dependencies: EngineDependencies, documents: CompiledDocuments) {
    this.dependencies = dependencies;
    this.documents = documents;
  }

  async open(
    call: TransactionCall,
    { bindingRequired = false, mayPeek = false }: GateOptions = {},
  ): Promise<GateResult> {
    const { directory, transactions, clock } = this.dependencies;
    const now = clock.now();
    const tenantId = call.tenantId ?? (await transactions.findTenantId(call.transactionId, now));
    if (tenantId === undefined) return { refused: REFUSALS.transactionNotFound };
    const ref = { tenantId, id: call.transactionId };
    const peeked = mayPeek ? this.peek(ref, now) : undefined;
    const first = together(directory.findTenant(tenantId), peeked ?? transactions.find(ref, now));
    // Nearly always all of it is at hand, and a call that waits for nothing is a call that costs less.
    const [tenant, found] = isPromise(first) ? await first : first;
    if (!tenant) return { refused: REFUSALS.tenantNotFound };
    if (!found || found.takenBy !== undefined) return { refused: REFUSALS.transactionNotFound };
    const second = together(
      directory.findClient(tenantId, found.clientId),
      this.policyOf(found),
      this.sessionOf(found, now),
      found.user && !found.user.registration ? this.users(mayPeek).findById(tenantId, found.user.sub) : undefined,
    );
    const [client, policy, session, storedUser] = isPromise(second) ? await second : second;
    const sessionEnded = found.sessionId !== undefined && !session;
    const snapshot = sessionEnded ? withoutCarriedFactors(found) : found;
    const eventContext = eventContextOf(tenant, client, snapshot, call.caller);
    const unbound = checkBrowserBinding(
      snapshot,
      call.caller.binding,
      bindingRequired || policy.authSessionBindingRequired,
      this.dependencies.digests,
    );
    // Factors of a session may have gone since, and with them the need for a cookie.
    if (unbound && peeked) return this.open(call, { bindingRequired });
    if (unbound) {
      await this.record({ type: 'auth_session_mismatch', detail: { status: unbound.status } }, eventContext, tenant);
      return { refused: unbound };
    }
    return {
      tenant,
      client,
      snapshot,
      isPeeked: peeked !== undefined,
      session,
      sessionEnded,
      policy,
      storedUser,
      user: effectiveUser(snapshot, storedUser, now),
      eventContext,
      now,
    };
  }

  private users(mayBeRecent: boolean): RecentUsers {
    const { users, recentUsers } = this.dependencies;
    return (mayBeRecent ? recentUsers : undefined) ?? users;
  }

  /** Only a state that refuses nothing by itself: every refusal is given on the state as it is now. */
  private peek(ref: { readonly tenantId: string; readonly id: string }, now: number): TransactionSnapshot | undefined {
    const peeked = this.dependencies.transactions.peek?.(ref, now);
    const isOpen = peeked?.takenBy === undefined && (peeked?.state === 'in_progress' || peeked?.state === 'success');
    return isOpen ? peeked : undefined;
  }

  /** Asked anew with each call: factors of a session that has ended count no longer (specification 4.5). */
  private sessionOf(found: TransactionSnapshot, now: number): Awaitable<SessionFactors | undefined> {
    const { sessions } = this.dependencies;
    if (found.sessionId === undefined) return undefined;
    return sessions
      ? findSessionFactors(sessions, { ...found, sessionId: found.sessionId }, now)
      : carriedSession(found);
  }

  policyOf({ tenantId, policy }: TransactionSnapshot): Awaitable<AuthenticationPolicy> {
    if (policy.kind === 'built_in') return policyAt(policy, undefined);
    const configuration = this.documents.policyVersion(tenantId, policy.configurationId, policy.version);
    return andThen(configuration, (found) => policyAt(policy, found));
  }

  /** Stores an event of a refusal that changes nothing else. */
  async record(draft: Parameters<typeof createSecurityEvent>[0], context: EventContext, tenant: Tenant): Promise<void> {
    if (!wantsEvents(tenant)) return;
    await this.dependencies.events.append([
      createSecurityEvent(draft, context, this.dependencies.clock.now(), this.dependencies),
    ]);
  }
}

/** The living session of that id, as a login sees it. */
export async function findSessionFactors(
  sessions: SessionStore,
  { tenantId, sessionId }: { readonly tenantId: string; readonly sessionId: string },
  now: number,
): Promise<SessionFactors | undefined> {
  const session = await sessions.find(tenantId, sessionId, now);
  return session && { sessionId, sub: session.sub, factors: session.factors };
}

/** Where the events of a transaction happen. */
export function eventContextOf(
  tenant: Tenant,
  client: Client | undefined,
  snapshot: Pick<TransactionSnapshot, 'id' | 'clientId'>,
  caller: Pick<Caller, 'ipAddress' | 'userAgent'>,
): EventContext {
  const origin = eventOrigin(tenant);
  return {
    tenant: origin.tenant,
    client:
      client?.clientName === undefined ? { id: snapshot.clientId } : { id: snapshot.clientId, name: client.clientName },
    transactionId: snapshot.id,
    ipAddress: caller.ipAddress,
    userAgent: caller.userAgent,
    delivery: origin.delivery,
  };
}
