import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { JsonObject } from '../../json/json.js';
import { interactionResults } from '../../policy/authentication-status.js';
import type { AuthenticationState } from '../../policy/authentication-policy.js';
import { evaluationDocument } from '../../policy/evaluate.js';
import { explainPolicy } from '../../policy/explain.js';
import type { Instant } from '../../ports/clock.js';
import type { TransactionSnapshot } from '../../transaction/snapshot.js';
import { effectiveUser, withoutCarriedFactors } from '../../transaction/user-binding.js';
import { findSessionFactors } from '../transaction-gate.js';
import type { TransactionGate } from '../transaction-gate.js';

/** Every filter given must fit. */
export interface TransactionFilter {
  readonly clientId?: string | undefined;
  readonly flow?: string | undefined;
  readonly userId?: string | undefined;
  readonly state?: AuthenticationState | undefined;
  /** Of the creation; inclusive. */
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
}

/** A part of a longer list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Live transactions as an operator sees them (specification 5.8). All methods throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export class InspectTransactions {
  private readonly dependencies: EngineDependencies;
  private readonly gate: TransactionGate;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.dependencies = dependencies;
    this.gate = gate;
  }

  /** Oldest first. */
  async list(
    tenantId: string,
    filter: TransactionFilter,
    { limit, offset }: Page,
  ): Promise<{ readonly list: readonly JsonObject[]; readonly totalCount: number }> {
    const { transactions, clock } = this.dependencies;
    const living = await transactions.list(tenantId, clock.now());
    const fitting = living.filter((snapshot) => snapshot.takenBy === undefined && fits(snapshot, filter));
    return { list: fitting.slice(offset, offset + limit).map(transactionDocument), totalCount: fitting.length };
  }

  /** @throws TesseraError `ERR_NOT_FOUND` for one that is over or of another tenant */
  async get(tenantId: string, id: string): Promise<JsonObject> {
    return transactionDocument(await findLive(this.dependencies, tenantId, id));
  }

  /** The `explain` document of specification 3.10, everything shown. @throws TesseraError `ERR_NOT_FOUND` */
  async explain(tenantId: string, id: string): Promise<JsonObject> {
    const { users, sessions, clock } = this.dependencies;
    const found = await findLive(this.dependencies, tenantId, id);
    const now = clock.now();
    const { sessionId } = found;
    const [policy, storedUser, session] = await Promise.all([
      this.gate.policyOf(found),
      found.user && !found.user.registration ? users.findById(tenantId, found.user.sub) : undefined,
      sessions && sessionId !== undefined ? findSessionFactors(sessions, { tenantId, sessionId }, now) : undefined,
    ]);
    // As the caller's own next request would see it: factors of a session that has ended count no longer.
    const ended = sessions !== undefined && sessionId !== undefined && !session;
    const snapshot = ended ? withoutCarriedFactors(found) : found;
    const user = effectiveUser(snapshot, storedUser, now);
    return explainPolicy({ policy, snapshot, document: evaluationDocument(snapshot, user) }, 'operator');
  }
}

/** @throws TesseraError `ERR_NOT_FOUND` */
export async function findLive(
  { transactions, clock }: Pick<EngineDependencies, 'transactions' | 'clock'>,
  tenantId: string,
  id: string,
): Promise<TransactionSnapshot> {
  const found = await transactions.find({ tenantId, id }, clock.now());
  if (!found || found.takenBy !== undefined)
    throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no such transaction`);
  return found;
}

function fits(snapshot: TransactionSnapshot, { clientId, flow, userId, state, from, to }: TransactionFilter): boolean {
  return (
    (clientId === undefined || clientId === snapshot.clientId) &&
    (flow === undefined || flow === snapshot.flow) &&
    (userId === undefined || userId === snapshot.user?.sub) &&
    (state === undefined || state === snapshot.state) &&
    (from === undefined || from <= snapshot.createdAt) &&
    (to === undefined || snapshot.createdAt < to)
  );
}

function transactionDocument(snapshot: TransactionSnapshot): JsonObject {
  const { id, flow, clientId, state, user, policy, createdAt, expiresAt } = snapshot;
  return {
    id,
    flow,
    client_id: clientId,
    state,
    user_id: user?.sub ?? null,
    policy:
      policy.kind === 'built_in'
        ? { built_in: true }
        : {
            built_in: false,
            id: policy.configurationId,
            version: policy.version,
            index: policy.index,
            fallback: policy.fallback,
          },
    interaction_results: interactionResults(snapshot),
    created_at: new Date(createdAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  };
}
