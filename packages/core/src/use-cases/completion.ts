import type { EngineDependencies } from '../engine/dependencies.js';
import { errorOf } from '../errors/answer.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import type { EventDraft } from '../event/event-factory.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { SecurityEvent, SecurityEventType } from '../event/security-event.js';
import type { AuthenticationMethod } from '../policy/authentication-policy.js';
import { achievedAcr } from '../policy/acr.js';
import { amr, methodsPerformed } from '../policy/methods-performed.js';
import { grantedScopes } from '../policy/scopes.js';
import type { Instant } from '../ports/clock.js';
import type { Tenant } from '../tenant/tenant.js';
import { performedFactors } from '../transaction/carried-factors.js';
import type { PerformedFactor } from '../transaction/carried-factors.js';
import { ownCodeAt } from '../transaction/own-code.js';
import { changed } from '../transaction/changed.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { CompletionRefusal } from './completion-checks.js';
import { storeUser } from './store-user.js';
import type { OpenedTransaction, TransactionCall } from './transaction-gate.js';
import { wantsEvents } from '../event/event-delivery.js';

export interface CompletionCommand extends TransactionCall {
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
    /** When a code sent to the user's own number or address was entered in this very login; absent if none was. */
    readonly oneTimeCodeAt?: Instant;
    /** Nothing was proved in this login: the session is used, not raised. */
    readonly bySessionAlone: boolean;
  };
  /** Scopes left out of the grant: denied by the user, or not reached (specification 3.8). */
  readonly withheldScopes: readonly string[];
  /** The code is out: the transaction is gone, its events recorded. */
  settle(): Promise<void>;
  /** No code was issued: the transaction is usable again. */
  release(): Promise<void>;
}

export type CompletionResult = CompletedAuthentication | { readonly refused: Answer };

/** One of the ways to complete a login. */
export interface Completion {
  readonly opened: OpenedTransaction;
  readonly deniedScopes: readonly string[];
  /** What the login stands on, or why it cannot be completed; asked again on the state that is taken. */
  readonly judge: (current: TransactionSnapshot) => CompletionRefusal | { readonly snapshot: TransactionSnapshot };
  readonly bySessionAlone: boolean;
  readonly success: SecurityEventType;
  readonly failure: SecurityEventType;
}

type Taken = { readonly snapshot: TransactionSnapshot } | { readonly gone: true } | CompletionRefusal;

/** Takes a transaction so that one of any number of parallel calls gets the code, and stores the user (specification 4.7). */
export class CompletionRunner {
  private readonly dependencies: EngineDependencies;

  constructor(dependencies: EngineDependencies) {
    this.dependencies = dependencies;
  }

  async run(completion: Completion): Promise<CompletionResult> {
    const unmet = completion.judge(completion.opened.snapshot);
    if ('answer' in unmet) return this.refuse(completion, unmet);
    const taken = await this.take(completion);
    if ('answer' in taken) return this.refuse(completion, taken);
    if ('gone' in taken) return { refused: REFUSALS.transactionNotFound };
    return this.complete(completion, taken.snapshot);
  }

  /** From here on every other call answers that there is no such transaction. */
  private async take({ opened, judge }: Completion): Promise<Taken> {
    const { transactions, clock, randomness } = this.dependencies;
    const takenBy = randomness.token(16);
    const { tenantId, id } = opened.snapshot;
    return transactions.update<Taken>({ tenantId, id }, clock.now(), (current) => {
      if (!current || current.takenBy !== undefined) return { next: current, result: { gone: true } };
      // Checked again on the state that is taken: it may have moved since it was read.
      const judged = judge(current);
      if ('answer' in judged) return { next: current, result: judged };
      if (judged.snapshot.user?.sub !== opened.snapshot.user?.sub)
        return { next: current, result: { answer: REFUSALS.userNotSame, reason: 'user_mismatch' } };
      return { next: changed(current, { takenBy }), result: { snapshot: changed(judged.snapshot, { takenBy }) } };
    });
  }

  private async complete(completion: Completion, snapshot: TransactionSnapshot): Promise<CompletionResult> {
    const { opened, deniedScopes, bySessionAlone } = completion;
    const { tenant, policy } = opened;
    const stored = await storeUser(this.dependencies, snapshot, opened.storedUser).catch(
      async (error: unknown): Promise<never> => {
        await this.release(snapshot);
        throw error;
      },
    );
    if (!stored) {
      await this.release(snapshot);
      return this.refuse(completion, { answer: REFUSALS.userExists(409), reason: 'duplicate' });
    }
    const performed = methodsPerformed(snapshot);
    const acr = achievedAcr(policy, performed, snapshot.request.acrValues);
    const granted = grantedScopes(policy, performed, snapshot.request.scopes);
    const withheldScopes = snapshot.request.scopes.filter(
      (scope) => deniedScopes.includes(scope) || !granted.includes(scope),
    );
    const factors = performedFactors(snapshot);
    const oneTimeCodeAt = ownCodeAt(snapshot, opened.storedUser);
    const detail = {
      amr: amr(performed, tenant.amrFormat),
      ...(acr === undefined ? {} : { acr }),
      scope: snapshot.request.scopes.filter((scope) => !withheldScopes.includes(scope)).join(' '),
    };
    const signUp: readonly EventDraft[] = snapshot.user?.registration ? [{ type: 'user_signup', user: stored }] : [];
    const drafts: readonly EventDraft[] = [...signUp, { type: completion.success, user: stored, detail }];
    return {
      tenant,
      transactionId: snapshot.id,
      login: {
        sub: stored.sub,
        methods: performed,
        ...(acr === undefined ? {} : { acr }),
        authenticatedAt: Math.max(...factors.map(({ at }) => at)),
        factors,
        ...(oneTimeCodeAt === undefined ? {} : { oneTimeCodeAt }),
        bySessionAlone,
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
    this.dependencies.telemetry?.authorizationEnded('completed');
  }

  /** @param stored given once the user is stored, with the events that tell so */
  private async release(
    { tenantId, id, takenBy }: TransactionSnapshot,
    stored?: { readonly events: readonly SecurityEvent[] },
  ): Promise<void> {
    const { transactions, clock } = this.dependencies;
    await transactions.update({ tenantId, id }, clock.now(), (current) => {
      if (!current || current.takenBy !== takenBy) return { next: current, result: undefined };
      const released = changed(current, { takenBy: undefined });
      if (!stored || !current.user) return { next: released, result: undefined };
      const user = { sub: current.user.sub, pending: {}, carriedOver: current.user.carriedOver };
      return { next: changed(released, { user }), result: undefined, events: stored.events };
    });
  }

  private async refuse(
    { opened, failure }: Completion,
    { answer, reason }: CompletionRefusal,
  ): Promise<{ refused: Answer }> {
    this.dependencies.telemetry?.authorizationEnded('refused');
    const detail = { reason, status: answer.status, error: errorOf(answer) };
    await this.dependencies.events.append(
      this.events(opened, [{ type: failure, user: opened.user, detail }], this.dependencies.clock.now()),
    );
    return { refused: answer };
  }

  private events(
    { tenant, eventContext }: OpenedTransaction,
    drafts: readonly EventDraft[],
    now: Instant,
  ): readonly SecurityEvent[] {
    if (!wantsEvents(tenant)) return [];
    return drafts.map((draft) => createSecurityEvent(draft, eventContext, now, this.dependencies));
  }
}
