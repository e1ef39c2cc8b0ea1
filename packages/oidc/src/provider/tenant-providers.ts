import { LRUCache } from 'lru-cache';
import type { AuthorizationServerOptions } from '../options.js';
import { TenantProvider } from './tenant-provider.js';

const MAX_TENANTS = 300;
/** A rotated key is used everywhere after at most this long, even where the notice got lost. */
export const MAX_AGE_MILLISECONDS = 60_000;

/** The providers of the tenants that are in use, one for each version of a tenant. */
export class TenantProviders {
  readonly #options: AuthorizationServerOptions;
  readonly #opened = new LRUCache<string, Promise<TenantProvider>>({ max: MAX_TENANTS, ttl: MAX_AGE_MILLISECONDS });

  constructor(options: AuthorizationServerOptions) {
    this.#options = options;
  }

  /** Undefined when the tenant is unknown or disabled. */
  async find(tenantId: string): Promise<TenantProvider | undefined> {
    const tenant = await this.#options.directory.findTenant(tenantId);
    if (tenant === undefined) return undefined;
    const key = `${tenant.id}@${tenant.version}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opened = TenantProvider.open(this.#options, tenant);
    this.#opened.set(key, opened);
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }

  /** Builds the tenant anew with its next request: after a change of keys. */
  forget(tenantId: string): void {
    for (const key of this.#opened.keys()) if (key.startsWith(`${tenantId}@`)) this.#opened.delete(key);
  }
}
