import type { Instant, ProtocolArtifact, ProtocolStore } from '@tessera/core';
import { keyOf } from './key-of.js';
import type { TenantScoped } from './tenant-scoped.js';

/** Codes, tokens, grants and sessions of one process; a restart forgets them, and so ends every session. */
export class MemoryProtocolStore implements ProtocolStore, TenantScoped {
  private readonly artifacts = new Map<string, ProtocolArtifact>();
  /** From uid, grant and account to the keys of artifacts. */
  private readonly index = new Map<string, Set<string>>();

  forgetTenant(tenantId: string): void {
    for (const [key, artifact] of [...this.artifacts]) if (artifact.tenantId === tenantId) this.drop(key);
  }

  async upsert(artifact: ProtocolArtifact): Promise<void> {
    const key = keyOf(artifact.tenantId, artifact.kind, artifact.id);
    this.drop(key);
    this.artifacts.set(key, artifact);
    for (const entry of indexKeys(artifact)) {
      const keys = this.index.get(entry);
      if (keys) keys.add(key);
      else this.index.set(entry, new Set([key]));
    }
  }

  async find(tenantId: string, kind: string, id: string, now: Instant): Promise<ProtocolArtifact | undefined> {
    return this.living(keyOf(tenantId, kind, id), now);
  }

  async findByUid(tenantId: string, kind: string, uid: string, now: Instant): Promise<ProtocolArtifact | undefined> {
    for (const key of this.index.get(uidKey(tenantId, kind, uid)) ?? []) {
      const artifact = this.living(key, now);
      if (artifact) return artifact;
    }
    return undefined;
  }

  async listByAccount(
    tenantId: string,
    kind: string,
    accountId: string,
    now: Instant,
  ): Promise<readonly ProtocolArtifact[]> {
    return [...(this.index.get(accountKey(tenantId, accountId)) ?? [])].flatMap((key) => {
      const artifact = this.living(key, now);
      return artifact?.kind === kind ? [artifact] : [];
    });
  }

  async consume(tenantId: string, kind: string, id: string, now: Instant): Promise<boolean> {
    const key = keyOf(tenantId, kind, id);
    const artifact = this.living(key, now);
    if (!artifact || artifact.consumedAt !== undefined) return false;
    this.artifacts.set(key, { ...artifact, consumedAt: now });
    return true;
  }

  async remove(tenantId: string, kind: string, id: string): Promise<boolean> {
    return this.drop(keyOf(tenantId, kind, id));
  }

  async removeByGrant(tenantId: string, grantId: string): Promise<void> {
    this.dropAll(grantKey(tenantId, grantId));
  }

  async removeByAccount(tenantId: string, accountId: string): Promise<void> {
    this.dropAll(accountKey(tenantId, accountId));
  }

  async purge(now: Instant): Promise<number> {
    const expired = [...this.artifacts.keys()].filter((key) => !this.living(key, now));
    for (const key of expired) this.drop(key);
    return expired.length;
  }

  private living(key: string, now: Instant): ProtocolArtifact | undefined {
    const artifact = this.artifacts.get(key);
    return artifact && now < (artifact.expiresAt ?? Infinity) ? artifact : undefined;
  }

  private dropAll(entry: string): void {
    for (const key of [...(this.index.get(entry) ?? [])]) this.drop(key);
  }

  private drop(key: string): boolean {
    const artifact = this.artifacts.get(key);
    if (!artifact) return false;
    this.artifacts.delete(key);
    for (const entry of indexKeys(artifact)) {
      const keys = this.index.get(entry);
      keys?.delete(key);
      if (keys?.size === 0) this.index.delete(entry);
    }
    return true;
  }
}

function indexKeys({ tenantId, kind, uid, grantId, accountId }: ProtocolArtifact): readonly string[] {
  return [
    ...(uid === undefined ? [] : [uidKey(tenantId, kind, uid)]),
    ...(grantId === undefined ? [] : [grantKey(tenantId, grantId)]),
    ...(accountId === undefined ? [] : [accountKey(tenantId, accountId)]),
  ];
}

function uidKey(tenantId: string, kind: string, uid: string): string {
  return keyOf('uid', tenantId, kind, uid);
}

function grantKey(tenantId: string, grantId: string): string {
  return keyOf('grant', tenantId, grantId);
}

function accountKey(tenantId: string, accountId: string): string {
  return keyOf('account', tenantId, accountId);
}
