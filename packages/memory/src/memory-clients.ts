import type { Client, DirectoryWriteResult, Page } from '@tessera/core';
import { keyOf } from './key-of.js';
import { dropTenant } from './tenant-scoped.js';

/** The clients of a {@link MemoryDirectoryStore}. */
export class MemoryClients {
  private readonly clients = new Map<string, Client>();

  find(tenantId: string, clientId: string): Client | undefined {
    return this.clients.get(keyOf(tenantId, clientId));
  }

  /** By id, or else by alias. */
  findNamed(tenantId: string, name: string): Client | undefined {
    const isNamed = (client: Client): boolean => client.tenantId === tenantId && client.clientIdAlias === name;
    return this.find(tenantId, name) ?? [...this.clients.values()].find(isNamed);
  }

  list(tenantId: string, { limit, offset }: Page): { readonly list: readonly Client[]; readonly totalCount: number } {
    const all = [...this.clients.values()].filter((client) => client.tenantId === tenantId);
    return { list: all.slice(offset, offset + limit), totalCount: all.length };
  }

  insert(client: Client): boolean {
    const key = keyOf(client.tenantId, client.clientId);
    if (this.clients.has(key) || this.isNameTaken(client)) return false;
    this.clients.set(key, client);
    return true;
  }

  replace(client: Client, expectedVersion: number): DirectoryWriteResult {
    const key = keyOf(client.tenantId, client.clientId);
    const before = this.clients.get(key);
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    if (this.isNameTaken(client)) return 'taken';
    this.clients.set(key, client);
    return 'written';
  }

  remove(tenantId: string, clientId: string, expectedVersion?: number): boolean {
    const key = keyOf(tenantId, clientId);
    if (expectedVersion !== undefined && this.clients.get(key)?.version !== expectedVersion) return false;
    return this.clients.delete(key);
  }

  forgetTenant(tenantId: string): void {
    dropTenant(this.clients, tenantId);
  }

  /** Whether another client of the tenant has one of its two names. */
  private isNameTaken({ tenantId, clientId, clientIdAlias }: Client): boolean {
    return [...this.clients.values()].some(
      (other) =>
        other.tenantId === tenantId &&
        other.clientId !== clientId &&
        (other.clientIdAlias === clientId ||
          (clientIdAlias !== undefined && [other.clientId, other.clientIdAlias].includes(clientIdAlias))),
    );
  }
}
