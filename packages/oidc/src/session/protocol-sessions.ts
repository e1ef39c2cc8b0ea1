import type {
  Instant,
  LoginReference,
  PerformedFactor,
  ProtocolArtifact,
  ProtocolStore,
  SessionStore,
  SsoSession,
} from '@tessera/core';
import { toSessionView } from './session-view.js';

const SESSION = 'Session';
const GRANT = 'Grant';
/** What names the session that it was issued in, and hangs on a grant. */
const ISSUED = ['AuthorizationCode', 'AccessToken', 'RefreshToken'] as const;

/** The SSO sessions in the store that {@link AuthorizationServer} keeps them in. */
export class ProtocolSessions implements SessionStore {
  readonly #store: ProtocolStore;

  constructor(store: ProtocolStore) {
    this.#store = store;
  }

  async find(tenantId: string, sessionId: string, now: Instant): Promise<SsoSession | undefined> {
    const artifact = await this.#store.findByUid(tenantId, SESSION, sessionId, now);
    return artifact && toSession(artifact);
  }

  async listByUser(tenantId: string, sub: string, now: Instant): Promise<readonly SsoSession[]> {
    const artifacts = await this.#store.listByAccount(tenantId, SESSION, sub, now);
    return artifacts
      .flatMap((artifact) => toSession(artifact) ?? [])
      .toSorted((left, right) => left.startedAt - right.startedAt);
  }

  async end(tenantId: string, sessionId: string, now: Instant): Promise<boolean> {
    const artifact = await this.#store.findByUid(tenantId, SESSION, sessionId, now);
    if (artifact === undefined) return false;
    // The session goes first: what is issued in it after this was asked for before.
    if (!(await this.#store.remove(tenantId, SESSION, artifact.id))) return false;
    if (artifact.accountId === undefined) return true;
    const grants = await this.#grantsOf({ tenantId, accountId: artifact.accountId, sessionId, now });
    for (const grantId of grants) await this.#store.removeByGrant(tenantId, grantId);
    return true;
  }

  async endAll(tenantId: string, sub: string, now: Instant): Promise<number> {
    const ended = await this.#store.listByAccount(tenantId, SESSION, sub, now);
    await this.#store.removeByAccount(tenantId, sub);
    return ended.length;
  }

  async endOthers(
    { tenantId, sub }: { readonly tenantId: string; readonly sub: string },
    kept: LoginReference,
    now: Instant,
  ): Promise<number> {
    const list = (kind: string): Promise<readonly ProtocolArtifact[]> =>
      this.#store.listByAccount(tenantId, kind, sub, now);
    const others = (await list(SESSION)).filter(({ uid }) => uid === undefined || uid !== kept.sessionId);
    // The sessions go first, as in `end`.
    for (const { id } of others) await this.#store.remove(tenantId, SESSION, id);
    const issued = (await Promise.all([GRANT, ...ISSUED].map(list))).flat();
    const grants = new Set(issued.flatMap(({ grantId }) => grantId ?? []));
    grants.delete(kept.grantId);
    for (const grantId of grants) await this.#store.removeByGrant(tenantId, grantId);
    const spent = issued.filter(({ kind, id, grantId }) => {
      const isKept = kind === GRANT || (kind === 'AccessToken' && id === kept.tokenId);
      return grantId === kept.grantId && !isKept;
    });
    for (const { kind, id } of spent) await this.#store.remove(tenantId, kind, id);
    return others.length;
  }

  async #grantsOf(owner: {
    readonly tenantId: string;
    readonly accountId: string;
    readonly sessionId: string;
    readonly now: Instant;
  }): Promise<ReadonlySet<string>> {
    const { tenantId, accountId, sessionId, now } = owner;
    const lists = await Promise.all(ISSUED.map((kind) => this.#store.listByAccount(tenantId, kind, accountId, now)));
    const issued = lists.flat().filter(({ payload }) => payload['sessionUid'] === sessionId);
    return new Set(issued.flatMap(({ grantId }) => grantId ?? []));
  }
}

function toSession({ payload, expiresAt }: ProtocolArtifact): SsoSession | undefined {
  const view = toSessionView(payload);
  if (view === undefined) return undefined;
  const { authorizations } = payload;
  const { factors, ...rest } = view;
  return {
    ...rest,
    factors: factors as readonly PerformedFactor[],
    ...(expiresAt !== undefined && { expiresAt }),
    clientIds: typeof authorizations === 'object' && authorizations !== null ? Object.keys(authorizations) : [],
  };
}
