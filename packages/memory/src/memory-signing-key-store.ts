import { retiresWith, type Instant, type SigningKey, type SigningKeyChange, type SigningKeyStore } from '@tessera/core';
import type { TenantScoped } from './tenant-scoped.js';

/** Signing keys of one process; a restart forgets them, and tokens signed with them can no longer be verified. */
export class MemorySigningKeyStore implements SigningKeyStore, TenantScoped {
  private readonly keys = new Map<string, readonly SigningKey[]>();

  forgetTenant(tenantId: string): void {
    this.keys.delete(tenantId);
  }

  async list(tenantId: string): Promise<readonly SigningKey[]> {
    return this.keys.get(tenantId) ?? [];
  }

  async addIfNone(key: SigningKey): Promise<readonly SigningKey[]> {
    const known = this.keys.get(key.tenantId) ?? [];
    return known.some((other) => isLivingSibling(other, key)) ? known : this.add(known, key);
  }

  async rotate(key: SigningKey, publishedUntil: Instant): Promise<readonly SigningKey[]> {
    const known = (this.keys.get(key.tenantId) ?? []).map((other) =>
      isLivingSibling(other, key) ? { ...other, retiredAt: key.createdAt, expiresAt: publishedUntil } : other,
    );
    return this.add(known, key);
  }

  /** What the write of a tenant does to its keys. */
  change(tenantId: string, change: SigningKeyChange): void {
    const replaced = new Set(change.added.map(({ kid }) => kid));
    const known = (this.keys.get(tenantId) ?? [])
      .filter(({ kid }) => !replaced.has(kid))
      .map((key) =>
        retiresWith(change, key) ? { ...key, retiredAt: change.at, expiresAt: change.publishedUntil } : key,
      );
    const all = [...known, ...change.added].sort((left, right) => left.createdAt - right.createdAt);
    this.keys.set(tenantId, all);
  }

  private add(known: readonly SigningKey[], key: SigningKey): readonly SigningKey[] {
    const all = [...known, key].sort((left, right) => left.createdAt - right.createdAt);
    this.keys.set(key.tenantId, all);
    return all;
  }
}

/** A key of the same kind that still signs when the new one would begin to. */
function isLivingSibling({ alg, retiredAt }: SigningKey, key: SigningKey): boolean {
  return alg === key.alg && key.createdAt < (retiredAt ?? Infinity);
}
