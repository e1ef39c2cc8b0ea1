import type { Channel, TransactionSnapshot } from './snapshot.js';

/** What a transaction begins with stays as it is. */
type Unchanging = 'id' | 'tenantId' | 'flow' | 'clientId' | 'createdAt' | 'expiresAt' | 'request' | 'policy';

/**
 * The snapshot with some of its members changed. Member by member, so that all snapshots have one shape: copies of copies would each get a
 * shape of their own, which is slow to read and as large as what it describes.
 */
export function changed(
  snapshot: TransactionSnapshot,
  change: Partial<Omit<TransactionSnapshot, Unchanging>>,
): TransactionSnapshot {
  return {
    id: snapshot.id,
    tenantId: snapshot.tenantId,
    revision: change.revision ?? snapshot.revision,
    flow: snapshot.flow,
    clientId: snapshot.clientId,
    createdAt: snapshot.createdAt,
    expiresAt: snapshot.expiresAt,
    request: snapshot.request,
    policy: snapshot.policy,
    configurations: change.configurations ?? snapshot.configurations,
    bindingHash: change.bindingHash ?? snapshot.bindingHash,
    state: change.state ?? snapshot.state,
    cancelled: change.cancelled ?? snapshot.cancelled,
    results: change.results ?? snapshot.results,
    user: 'user' in change ? change.user : snapshot.user,
    sessionId: change.sessionId ?? snapshot.sessionId,
    ignoredSessionId: change.ignoredSessionId ?? snapshot.ignoredSessionId,
    challenges: change.challenges ?? snapshot.challenges,
    rows: change.rows ?? snapshot.rows,
    guessesSpent: change.guessesSpent ?? snapshot.guessesSpent,
    sends: change.sends ?? snapshot.sends,
    takenBy: 'takenBy' in change ? change.takenBy : snapshot.takenBy,
    failedUserIds: change.failedUserIds ?? snapshot.failedUserIds,
  } satisfies Record<keyof TransactionSnapshot, unknown>;
}

/** The snapshot as a store keeps it: each write gives it the next revision. */
export function withRevision(snapshot: TransactionSnapshot, revision: number): TransactionSnapshot {
  return changed(snapshot, { revision });
}

/** What is kept for each channel, with the entry of one of them replaced. */
export function withEntry<T>(
  { sms, email }: Partial<Record<Channel, T | undefined>>,
  channel: Channel,
  entry: T | undefined,
): Partial<Record<Channel, T | undefined>> {
  return channel === 'sms' ? { sms: entry, email } : { sms, email: entry };
}
