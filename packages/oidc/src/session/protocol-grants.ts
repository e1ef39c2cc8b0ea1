import {
  isJsonObject,
  type GrantStore,
  type Instant,
  type JsonValue,
  type ProtocolArtifact,
  type ProtocolStore,
  type TokenGrant,
} from '@tessera/core';

const GRANT = 'Grant';

/** The grants in the store that {@link AuthorizationServer} keeps them in; their ids are the hashes under which they lie there. */
export class ProtocolGrants implements GrantStore {
  readonly #store: ProtocolStore;

  constructor(store: ProtocolStore) {
    this.#store = store;
  }

  async find(tenantId: string, grantId: string, now: Instant): Promise<TokenGrant | undefined> {
    const artifact = await this.#store.find(tenantId, GRANT, grantId, now);
    return artifact && toGrant(artifact);
  }

  async listByUser(tenantId: string, sub: string, now: Instant): Promise<readonly TokenGrant[]> {
    const artifacts = await this.#store.listByAccount(tenantId, GRANT, sub, now);
    return artifacts.flatMap((artifact) => toGrant(artifact) ?? []).toSorted(byAge);
  }

  async revoke(tenantId: string, grantId: string, now: Instant): Promise<boolean> {
    const artifact = await this.#store.find(tenantId, GRANT, grantId, now);
    if (artifact === undefined) return false;
    // The grant goes first: without it the library takes nothing that a request under way may still issue for it.
    if (!(await this.#store.remove(tenantId, GRANT, artifact.id))) return false;
    if (artifact.grantId !== undefined) await this.#store.removeByGrant(tenantId, artifact.grantId);
    return true;
  }
}

/** Of the same second by id, so that the parts of a list fit together. */
function byAge(left: TokenGrant, right: TokenGrant): number {
  return left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
}

function toGrant({ id, payload, expiresAt }: ProtocolArtifact): TokenGrant | undefined {
  const { accountId, clientId, openid, iat, exp } = payload;
  if (typeof accountId !== 'string' || typeof clientId !== 'string' || typeof iat !== 'number') return undefined;
  // The library reads the system's clock, expiry is measured by ours: what the two agree on is how long the grant was to live.
  const lifetime = typeof exp === 'number' ? (exp - iat) * 1000 : undefined;
  return {
    id,
    sub: accountId,
    clientId,
    scopes: scopesOf(openid),
    createdAt: expiresAt === undefined || lifetime === undefined ? iat * 1000 : expiresAt - lifetime,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function scopesOf(openid: JsonValue | undefined): readonly string[] {
  const scope = isJsonObject(openid) ? openid['scope'] : undefined;
  return typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : [];
}
