/** Something that keeps what belongs to tenants. */
export interface TenantScoped {
  /** Forgets everything of a tenant. */
  forgetTenant(tenantId: string): void;
}

/** Drops the entries of a tenant. */
export function dropTenant<T extends { readonly tenantId: string }>(entries: Map<string, T>, tenantId: string): void {
  for (const [key, entry] of entries) if (entry.tenantId === tenantId) entries.delete(key);
}
