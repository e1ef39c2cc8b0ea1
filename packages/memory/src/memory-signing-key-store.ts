import type { SigningKey, SigningKeyStore } from '@tessera/core';

/** Signing keys of one process; a restart forgets them, and tokens signed with them can no longer be verified. */
export class MemorySigningKeyStore implements SigningKeyStore {
  private readonly keys = new Map<string, readonly SigningKey[]>();

  async list(tenantId: string): Promise<readonly SigningKey[]> {
    return this.keys.get(tenantId) ?? [];
  }

  async addIfNone(key: SigningKey): Promise<readonly SigningKey[]> {
    const known = this.keys.get(key.tenantId) ?? [];
    const isLiving = ({ alg, retiredAt }: SigningKey): boolean =>
      alg === key.alg && key.createdAt < (retiredAt ?? Infinity);
    if (known.some(isLiving)) return known;
    const all = [...known, key].sort((left, right) => left.createdAt - right.createdAt);
    this.keys.set(key.tenantId, all);
    return all;
  }
}
