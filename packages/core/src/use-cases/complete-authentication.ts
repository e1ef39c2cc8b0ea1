import type { EngineDependencies } from '../engine/dependencies.js';
import { errorOf, refusal } from '../errors/answer.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import type { EventDraft } from '../event/event-factory.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { SecurityEvent } from '../event/security-event.js';
import type { AuthenticationMethod } from '../policy/authentication-policy.js';
import { achievedAcr } from '../policy/acr.js';
import { amr, methodsPerformed } from '../policy/methods-performed.js';
import { grantedScopes } from '../policy/scopes.js';
import type { Instant } from '../ports/clock.js';
import type { Tenant } from '../tenant/tenant.js';
import { performedFactors } from '../transaction/carried-factors.js';
import type { PerformedFactor } from '../transaction/carried-factors.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { User } from '../user/user.js';
import { storeUser } from './store-user.js';
import { checkCompletion } from './completion-checks.js';
import type { CompletionRefusal } from './completion-checks.js';
import type { OpenedTransaction, TransactionCall, TransactionGate } from './transaction-gate.js';

export interface CompleteAuthenticationCommand extends TransactionCall {
  /** Scopes that the user does not grant; unknown ones are ignored. */
  readonly deniedScopes: readonly string[];
}

/** A login that holds; the protocol layer now issues the code, then calls `settle`, or `release` when it could not. */
export interface CompletedAuthentication {
  readonly tenant: Tenant;
  readonly transactionId: string;
  readonly login: {
    readonly sub: string;
    /** In order of first success. */
    readonly methods: readonly AuthenticationMethod[];
    readonly acr?: string;
    /** The last successful authentication, carried factors included. */
    readonly authenticatedAt: Instant;
    /** For the SSO session. */
    readonly factors: readonly PerformedFactor[];
  };
  /** Scopes left out of the grant: denied by the user, or not reached (specification 3.8). */
  readonly withheldScopes: readonly string[];
  /** The code is out: the transaction is gone, its events recorded. */
  settle(): Promise<void>;
  /** No code was issued: the transaction is usable again. */
  release(): Promise<void>;
}

type Taken = { readonly snapshot: TransactionSnapshot } | { readonly gone: true } | CompletionRefusal;

export type CompletionResult = CompletedAuthentication | { readonly refused: Answer };

/** Completes a login: checks, takes the transaction so that one of any number of parallel calls gets the code, stores the user. */
export class CompleteAuthentication {
  private readonly dependencies: EngineDependencies;
  private readonly gate: TransactionGate;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.dependencies = dependencies;
    this.gate = gate;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  async execute(command: CompleteAuthenticationCommand): Promise<CompletionResult> {
    const opened = await this.gate.open(command);
    if ('refused' in opened) return opened;
    if (command.deniedScopes.includes('openid'))
      return { refused: refusal(400, 'invalid_request', 'openid cannot be denied') };
    const unmet = checkCompletion(opened, opened.snapshot);
    if (unmet) return this.refuse(opened, unmet);
    const taken = await this.take(opened);
    if ('answer' in taken) return this.refuse(opened, taken);
    if ('gone' in taken) return { refused: REFUSALS.transactionNotFound };
    return this.complete(opened, taken.snapshot, command.deniedScopes);
  }

  /** From here on every other call answers that there is no such transaction. */
  private async take(opened: OpenedTransaction): Promise<Taken> {
    const { transactions, clock, randomness } = this.dependencies;
    const takenBy = randomness.token(16);
    const { tenantId, id } = opened.snapshot;
    return transactions.update<Taken>({ tenantId, id }, clock.now(), (current) => {
      if (!current || current.takenBy !== undefined) return { next: current, result: { gone: true } };
      // Checked again on the state that is taken: it may have moved since it was read.
      const sameUser = current.user?.sub === opened.snapshot.user?.sub;
      const unmet = sameUser
        ? checkCompletion(opened, current)
        : { answer: REFUSALS.userNotSame, reason: 'user_mismatch' };
      if (unmet) return { next: current, result: unmet };
      const next = { ...current, takenBy };
      return { next, result: { snapshot: next } };
    });
  }

  private async complete(
    opened: OpenedTransaction,
    snapshot: TransactionSnapshot,
    denied: readonly string[],
  ): Promise<CompletionResult> {
    const { tenant, policy } = opened;
    const stored = await storeUser(this.dependencies, snapshot, opened.storedUser).catch(
      async (error: unknown): Promise<never> => {
        await this.release(snapshot);
        throw error;
      },
    );
    if (!stored) {
      await this.release(snapshot);
      return this.refuse(opened, { answer: REFUSALS.userExists(409), reason: 'duplicate' });
    }
    const performed = methodsPerformed(snapshot);
    const acr = achievedAcr(policy, performed, snapshot.request.acrValues);
    const granted = grantedScopes(policy, performed, snapshot.request.scopes);
    const withheldScopes = snapshot.request.scopes.filter(
      (scope) => denied.includes(scope) || !granted.includes(scope),
    );
    const factors = performedFactors(snapshot);
    const detail = {
      amr: amr(performed, tenant.amrFormat),
      ...(acr === undefined ? {} : { acr }),
      scope: snapshot.request.scopes.filter((scope) => !withheldScopes.includes(scope)).join(' '),
    };
    const signUp: readonly EventDraft[] = snapshot.user?.registration ? [{ type: 'user_signup', user: stored }] : [];
    const drafts: readonly EventDraft[] = [...signUp, { type: 'oauth_authorize', user: stored, detail }];
    return {
      tenant,
      transactionId: snapshot.id,
      login: {
        sub: stored.sub,
        methods: performed,
        ...(acr === undefined ? {} : { acr }),
        authenticatedAt: Math.max(...factors.map(({ at }) => at)),
        factors,
      },
      withheldScopes,
      settle: () => this.settle(opened, snapshot, drafts),
      // The user is stored, code or not: the next attempt no longer signs up.
      release: () => this.release(snapshot, { events: this.events(opened, signUp, this.dependencies.clock.now()) }),
    };
  }

  private async settle(
    opened: OpenedTransaction,
    { tenantId, id }: TransactionSnapshot,
    drafts: readonly EventDraft[],
  ): Promise<void> {
    const { transactions, clock } = this.dependencies;
    const now = clock.now();
    await transactions.update({ tenantId, id }, now, () => ({
      next: undefined,
      result: undefined,
      events: this.events(opened, drafts, now),
    }));
  }

  /** @param stored given once the user is stored, with the events that tell so */
  private async release(
    { tenantId, id, takenBy }: TransactionSnapshot,
    stored?: { readonly events: readonly SecurityEvent[] },
  ): Promise<void> {
    const { transactions, clock } = this.dependencies;
    await transactions.update({ tenantId, id }, clock.now(), (current) => {
      if (!current || current.takenBy !== takenBy) return { next: current, result: undefined };
      const { takenBy: _mine, ...rest } = current;
      if (!stored || !rest.user) return { next: rest, result: undefined };
      const user = { sub: rest.user.sub, pending: {}, carriedOver: rest.user.carriedOver };
      return { next: { ...rest, user }, result: undefined, events: stored.events };
    });
  }

  private async refuse(opened: OpenedTransaction, { answer, reason }: CompletionRefusal): Promise<{ refused: Answer }> {
    const detail = { reason, status: answer.status, error: errorOf(answer) };
    await this.dependencies.events.append(
      this.events(opened, [{ type: 'authorize_failure', user: opened.user, detail }], this.dependencies.clock.now()),
    );
    return { refused: answer };
  }

  private events(
    { tenant, eventContext }: OpenedTransaction,
    drafts: readonly EventDraft[],
    now: Instant,
  ): readonly SecurityEvent[] {
    if (!tenant.eventPersistenceEnabled) return [];
    return drafts.map((draft) => createSecurityEvent(draft, eventContext, now, this.dependencies));
  }
}
