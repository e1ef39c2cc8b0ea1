import type { Client, Tenant } from '../tenant/tenant.js';
import type { Awaitable } from './awaitable.js';

/** Tenants and their clients, as the sign-in needs them. */
export interface TenantStore {
  /** Undefined when unknown or disabled. */
  findTenant(tenantId: string): Awaitable<Tenant | undefined>;
  /** By its id or its alias. Undefined when unknown or disabled in this tenant. */
  findClient(tenantId: string, name: string): Awaitable<Client | undefined>;
}
