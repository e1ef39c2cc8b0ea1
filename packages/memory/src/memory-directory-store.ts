import type { Client, DirectoryStore, DirectoryWriteResult, NewRole, Organization, Role, Tenant } from '@tessera/core';
import { keyOf } from './key-of.js';

/** Organizations, tenants, clients and roles of one process; a restart forgets them. */
export class MemoryDirectoryStore implements DirectoryStore {
  private readonly organizations = new Map<string, Organization>();
  private readonly tenants = new Map<string, Tenant>();
  private readonly clients = new Map<string, Client>();
  private readonly roles = new Map<string, Role>();

  async findTenant(tenantId: string): Promise<Tenant | undefined> {
    return ifEnabled(this.tenants.get(tenantId));
  }

  async findClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    return ifEnabled(this.clients.get(keyOf(tenantId, clientId)));
  }

  async findOrganization(organizationId: string): Promise<Organization | undefined> {
    return this.organizations.get(organizationId);
  }

  async insertOrganization(organization: Organization): Promise<boolean> {
    return insertInto(this.organizations, organization.id, organization);
  }

  async insertTenant(tenant: Tenant): Promise<boolean> {
    return insertInto(this.tenants, tenant.id, tenant);
  }

  async insertClient(client: Client): Promise<boolean> {
    return insertInto(this.clients, keyOf(client.tenantId, client.clientId), client);
  }

  async insertRole(role: NewRole): Promise<boolean> {
    if (this.isNameTaken(role)) return false;
    return insertInto(this.roles, keyOf(role.tenantId, role.id), { version: 1, ...role });
  }

  async findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]> {
    const named = [...this.roles.values()].filter(
      (role) => role.tenantId === tenantId && roleNames.includes(role.name),
    );
    return [...new Set(named.flatMap(({ permissions }) => permissions))];
  }

  async listRoles(tenantId: string): Promise<readonly Role[]> {
    return [...this.roles.values()]
      .filter((role) => role.tenantId === tenantId)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async replaceRole(role: Role, expectedVersion: number): Promise<DirectoryWriteResult> {
    const key = keyOf(role.tenantId, role.id);
    if (this.roles.get(key)?.version === expectedVersion && this.isNameTaken(role)) return 'taken';
    return replaceIn(this.roles, key, role, expectedVersion);
  }

  async removeRole(tenantId: string, id: string): Promise<boolean> {
    return this.roles.delete(keyOf(tenantId, id));
  }

  async listClients(
    tenantId: string,
    { limit, offset }: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }> {
    const all = [...this.clients.values()].filter((client) => client.tenantId === tenantId);
    return { list: all.slice(offset, offset + limit), totalCount: all.length };
  }

  async findAnyClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    return this.clients.get(keyOf(tenantId, clientId));
  }

  async replaceClient(client: Client, expectedVersion: number): Promise<DirectoryWriteResult> {
    return replaceIn(this.clients, keyOf(client.tenantId, client.clientId), client, expectedVersion);
  }

  async removeClient(tenantId: string, clientId: string): Promise<boolean> {
    return this.clients.delete(keyOf(tenantId, clientId));
  }

  private isNameTaken({ tenantId, id, name }: NewRole): boolean {
    return [...this.roles.values()].some((role) => role.tenantId === tenantId && role.name === name && role.id !== id);
  }

  async listAllTenants(): Promise<readonly Tenant[]> {
    return [...this.tenants.values()];
  }

  async findAnyTenant(tenantId: string): Promise<Tenant | undefined> {
    return this.tenants.get(tenantId);
  }

  async replaceTenant(tenant: Tenant, expectedVersion: number): Promise<DirectoryWriteResult> {
    const organizationId = this.tenants.get(tenant.id)?.organizationId ?? tenant.organizationId;
    return replaceIn(this.tenants, tenant.id, { ...tenant, organizationId }, expectedVersion);
  }

  async listTenants(organizationId: string): Promise<readonly Tenant[]> {
    return [...this.tenants.values()].filter((tenant) => tenant.organizationId === organizationId);
  }
}

function insertInto<T>(map: Map<string, T>, key: string, value: T): boolean {
  if (map.has(key)) return false;
  map.set(key, value);
  return true;
}

function replaceIn<T extends { readonly version: number }>(
  map: Map<string, T>,
  key: string,
  value: T,
  expectedVersion: number,
): DirectoryWriteResult {
  const before = map.get(key);
  if (!before) return 'absent';
  if (before.version !== expectedVersion) return 'stale';
  map.set(key, value);
  return 'written';
}

function ifEnabled<T extends { readonly enabled: boolean }>(value: T | undefined): T | undefined {
  return value?.enabled === true ? value : undefined;
}
