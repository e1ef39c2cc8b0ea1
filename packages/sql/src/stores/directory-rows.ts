import { TENANT_DEFAULTS, type Client, type Role, type SecretBox, type Tenant } from '@tessera/core';
import type { ClientRow, RoleRow, TenantRow } from '../database/schema.js';
import { parseStored } from './json-text.js';

type Settings<T, Columns extends keyof T> = Omit<T, Columns>;

export function toTenantRow(tenant: Tenant, createdAt: number): TenantRow {
  const { id, organizationId, type, enabled, ...settings } = tenant;
  return {
    id,
    organization_id: organizationId,
    type,
    enabled: enabled ? 1 : 0,
    settings: JSON.stringify(settings),
    created_at: createdAt,
    removed_at: null,
    emptied_at: null,
  };
}

/** Settings that were added after the tenant was stored have their defaults. */
export function toTenant(row: TenantRow): Tenant {
  const settings = parseStored<Settings<Tenant, 'id' | 'organizationId' | 'type' | 'enabled'>>(row.settings);
  return {
    ...TENANT_DEFAULTS,
    ...settings,
    id: row.id,
    organizationId: row.organization_id,
    type: row.type as Tenant['type'],
    enabled: row.enabled === 1,
  };
}

export function toClientRow(client: Client, box: SecretBox, createdAt: number): ClientRow {
  const { tenantId, clientId, clientIdAlias, enabled, clientSecret, ...settings } = client;
  return {
    tenant_id: tenantId,
    client_id: clientId,
    enabled: enabled ? 1 : 0,
    settings: JSON.stringify(settings),
    sealed_secret: clientSecret === undefined ? null : box.seal(clientSecret),
    alias: clientIdAlias ?? null,
    created_at: createdAt,
  };
}

export function toClient(row: ClientRow, box: SecretBox): Client {
  return {
    ...parseStored<Settings<Client, 'tenantId' | 'clientId' | 'clientIdAlias' | 'enabled' | 'clientSecret'>>(
      row.settings,
    ),
    tenantId: row.tenant_id,
    clientId: row.client_id,
    ...(row.alias !== null && { clientIdAlias: row.alias }),
    enabled: row.enabled === 1,
    ...(row.sealed_secret !== null && { clientSecret: box.open(row.sealed_secret) }),
  };
}

export function toRole(row: RoleRow): Role {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    permissions: parseStored<string[]>(row.permissions),
    version: row.version,
  };
}

export function toRoleRow({ tenantId, id, name, description, permissions, version }: Role, createdAt: number): RoleRow {
  return {
    tenant_id: tenantId,
    id,
    name,
    description: description ?? null,
    permissions: JSON.stringify(permissions),
    version,
    created_at: createdAt,
  };
}
