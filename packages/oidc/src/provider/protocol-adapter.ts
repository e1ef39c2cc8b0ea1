import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock, Digests, JsonObject, ProtocolArtifact, ProtocolStore } from '@tessera/core';
import { InvalidGrant, Provider } from './library.js';

export interface ProtocolAdapterOptions {
  readonly tenantId: string;
  readonly clock: Clock;
  readonly digests: Digests;
  readonly store: ProtocolStore;
}

/** What disappears when the sessions and tokens of a user are removed; a sign-in under way is not among it. */
const OWNED_KINDS: ReadonlySet<string> = new Set([
  'Session',
  'Grant',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
]);

/**
 * Lets the library keep one kind of artefact in our store. The id that the library uses is the value a client holds (a token, a code,
 * a cookie); the store only ever sees its SHA-256. Expiry is measured by our clock.
 */
export class ProtocolAdapter implements Adapter {
  readonly #kind: string;
  readonly #options: ProtocolAdapterOptions;

  constructor(kind: string, options: ProtocolAdapterOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { tenantId, clock, store } = this.#options;
    const { accountId, uid } = payload;
    const grantId = this.#kind === 'Grant' ? id : payload.grantId;
    const owned = OWNED_KINDS.has(this.#kind);
    await store.upsert({
      tenantId,
      kind: this.#kind,
      id: this.#hash(id),
      payload: withoutValues(payload),
      ...(owned && grantId !== undefined && { grantId }),
      ...(uid !== undefined && { uid }),
      ...(owned && accountId !== undefined && { accountId }),
      ...(expiresIn !== undefined && { expiresAt: clock.now() + expiresIn * 1000 }),
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { tenantId, clock, store } = this.#options;
    const artifact = await store.find(tenantId, this.#kind, this.#hash(id), clock.now());
    return artifact && { ...toPayload(artifact), jti: id };
  }

  /** The payload without `jti`: whoever knows only the uid does not know the cookie. */
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { tenantId, clock, store } = this.#options;
    const artifact = await store.findByUid(tenantId, this.#kind, uid, clock.now());
    return artifact && toPayload(artifact);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined); // only the device flow asks, which is off
  }

  /**
   * The library reads, checks and then consumes: of parallel calls all may have read an unused code. Whoever loses here presents it
   * a second time, and a second use revokes what the first one got (RFC 6749 §4.1.2, RFC 9700 §4.14).
   */
  async consume(id: string): Promise<void> {
    const { tenantId, clock, store } = this.#options;
    if (await store.consume(tenantId, this.#kind, this.#hash(id), clock.now())) return;
    const artifact = await store.find(tenantId, this.#kind, this.#hash(id), clock.now());
    if (artifact?.grantId !== undefined) await store.removeByGrant(tenantId, artifact.grantId);
    throw new InvalidGrant(ALREADY_USED[this.#kind] ?? 'already used');
  }

  async destroy(id: string): Promise<void> {
    await this.#options.store.remove(this.#options.tenantId, this.#kind, this.#hash(id));
  }

  /** The library asks this of every kind of token in turn; the store does it for all kinds at once. */
  async revokeByGrantId(grantId: string): Promise<void> {
    if (this.#kind !== 'AccessToken' || isRevocationOfAccessToken()) return;
    await this.#options.store.removeByGrant(this.#options.tenantId, grantId);
  }

  #hash(id: string): string {
    return this.#options.digests.sha256Hex(id);
  }
}

/** The library's own words for a used code or token, so that both ways to notice it read the same. */
export const ALREADY_USED: Readonly<Record<string, string>> = {
  AuthorizationCode: 'authorization code already consumed',
  RefreshToken: 'refresh token already used',
};

/** A revoked refresh token takes its family with it, a revoked access token goes alone (specification 4.10). */
function isRevocationOfAccessToken(): boolean {
  const oidc = Provider.ctx?.oidc;
  return oidc?.route === 'revocation' && oidc.entities.AccessToken !== undefined;
}

/** The payload as plain JSON, without the token itself and without the cookie that an interaction remembers. */
function withoutValues(payload: AdapterPayload): JsonObject {
  const { jti: _jti, ...rest } = JSON.parse(JSON.stringify(payload)) as AdapterPayload;
  if (rest.session !== undefined) delete rest.session.cookie;
  return rest as JsonObject;
}

function toPayload({ payload, consumedAt }: ProtocolArtifact): AdapterPayload {
  return {
    ...(payload as AdapterPayload),
    ...(consumedAt !== undefined && { consumed: Math.floor(consumedAt / 1000) }),
  };
}
