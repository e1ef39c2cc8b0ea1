import type { Awaitable } from '../ports/awaitable.js';
import type { ChangeNotice, ChangeNotices } from '../ports/change-notices.js';
import type { TenantStore } from '../ports/tenant-store.js';
import type { Client, Tenant } from '../tenant/tenant.js';
import { BoundedCache } from './bounded-cache.js';

const MOST_TENANTS = 20_000;
const MOST_CLIENTS = 40_000;

/**
 * Tenants and clients as they were read last, until a change notice names them: every call of a login asks for both, and a database would
 * answer the same each time. What does not exist is asked for again, so that invented names fill no memory.
 *
 * For stores that publish a notice with each change.
 */
export class CachedTenants implements TenantStore {
  private readonly store: TenantStore;
  private tenants = new BoundedCache<Tenant>(MOST_TENANTS);
  private clients = new BoundedCache<Client>(MOST_CLIENTS);
  /** Counts notices, so that a read that began before one does not put the old state back. */
  private generation = 0;

  constructor(store: TenantStore, notices: ChangeNotices) {
    this.store = store;
    notices.subscribe((notice) => this.drop(notice));
  }

  findTenant(tenantId: string): Awaitable<Tenant | undefined> {
    return this.tenants.get(tenantId) ?? this.readTenant(tenantId);
  }

  findClient(tenantId: string, name: string): Awaitable<Client | undefined> {
    return this.clients.get(clientKey(tenantId, name)) ?? this.readClient(tenantId, name);
  }

  /** Forgets everything: notices may have been missed. */
  forget(): void {
    this.generation += 1;
    this.tenants = new BoundedCache(MOST_TENANTS);
    this.clients = new BoundedCache(MOST_CLIENTS);
  }

  private async readTenant(tenantId: string): Promise<Tenant | undefined> {
    const { generation } = this;
    const found = await this.store.findTenant(tenantId);
    if (found !== undefined && generation === this.generation) this.tenants.set(tenantId, found);
    return found;
  }

  private async readClient(tenantId: string, name: string): Promise<Client | undefined> {
    const { generation } = this;
    const found = await this.store.findClient(tenantId, name);
    // Notices name the id: what was found under an alias would outlive a change.
    if (found?.clientId === name && generation === this.generation) this.clients.set(clientKey(tenantId, name), found);
    return found;
  }

  private drop({ what, tenantId, key }: ChangeNotice): void {
    if (what !== 'tenant' && what !== 'client') return;
    this.generation += 1;
    if (what === 'tenant') this.tenants.delete(tenantId);
    else this.clients.delete(clientKey(tenantId, key));
  }
}

function clientKey(tenantId: string, clientId: string): string {
  return [tenantId, clientId].join('\n');
}
