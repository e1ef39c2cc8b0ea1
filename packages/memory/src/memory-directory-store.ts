import { TesseraError } from '@tessera/core';
import type {
  Client,
  DirectoryStore,
  DirectoryWriteResult,
  NewOrganization,
  NewRole,
  Onboarding,
  Organization,
  Page,
  Role,
  SigningKeyChange,
  Tenant,
  TenantQuery,
} from '@tessera/core';
import { insertInto, replaceIn } from './map-writes.js';
import { MemoryClients } from './memory-clients.js';
import { MemoryRoles } from './memory-roles.js';
import type { MemorySigningKeyStore } from './memory-signing-key-store.js';
import type { MemoryUserStore } from './memory-user-store.js';
import type { TenantScoped } from './tenant-scoped.js';

/** What belongs to the tenants of a directory. */
export interface MemoryDirectoryParts {
  /** Without them there is no onboarding, and nothing is told of the unique keys of tenants. */
  readonly users?: MemoryUserStore;
  /** That of the authorization server; without it tenants cannot bring keys. */
  readonly signingKeys?: MemorySigningKeyStore;
  /** Other stores that a removed tenant is removed from. */
  readonly others?: readonly TenantScoped[];
}

/** Organizations, tenants, clients and roles of one process; a restart forgets them. */
export class MemoryDirectoryStore implements DirectoryStore {
  private readonly organizations = new Map<string, Organization>();
  private readonly tenants = new Map<string, Tenant>();
  private readonly clients = new MemoryClients();
  private readonly roles = new MemoryRoles();
  /** From a removed tenant to its organization. */
  private readonly removed = new Map<string, string>();
  private readonly parts: MemoryDirectoryParts;

  constructor(parts: MemoryDirectoryParts = {}) {
    this.parts = parts;
    parts.users?.followTenants((tenantId) => this.tenants.get(tenantId)?.identityUniqueKeyType);
  }

  async findTenant(tenantId: string): Promise<Tenant | undefined> {
    return ifEnabled(this.tenants.get(tenantId));
  }

  async findClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    return ifEnabled(this.clients.findNamed(tenantId, clientId));
  }

  async findOrganization(organizationId: string): Promise<Organization | undefined> {
    return this.organizations.get(organizationId);
  }

  async insertOrganization(organization: NewOrganization): Promise<boolean> {
    return insertInto(this.organizations, organization.id, { version: 1, ...organization });
  }

  async listOrganizations({
    limit,
    offset,
  }: Page): Promise<{ readonly list: readonly Organization[]; readonly totalCount: number }> {
    const all = [...this.organizations.values()];
    return { list: all.slice(offset, offset + limit), totalCount: all.length };
  }

  async replaceOrganization(organization: Organization, expectedVersion: number): Promise<DirectoryWriteResult> {
    return replaceIn(this.organizations, organization.id, organization, expectedVersion);
  }

  async removeOrganization(
    organizationId: string,
    expectedVersion: number,
  ): Promise<'removed' | 'stale' | 'absent' | 'in_use'> {
    const before = this.organizations.get(organizationId);
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    if ([...this.tenants.values()].some((tenant) => tenant.organizationId === organizationId)) return 'in_use';
    this.organizations.delete(organizationId);
    return 'removed';
  }

  async insertTenant(
    tenant: Tenant,
    { requiresOrganization = false, keys }: NonNullable<Parameters<DirectoryStore['insertTenant']>[1]> = {},
  ): Promise<boolean> {
    if (requiresOrganization && !this.organizations.has(tenant.organizationId)) return false;
    if (this.isTaken(tenant.id, tenant.organizationId)) return false;
    this.changeKeys(tenant.id, keys);
    return insertInto(this.tenants, tenant.id, tenant);
  }

  async isTenantIdTaken(tenantId: string, organizationId: string): Promise<boolean> {
    return this.isTaken(tenantId, organizationId);
  }

  async onboard({
    organization,
    tenant,
    role,
    user,
    client,
    keys,
  }: Onboarding): Promise<'written' | 'organization_taken' | 'tenant_taken'> {
    const { users } = this.parts;
    if (!users) throw new TesseraError('ERR_INVARIANT', 'this directory has no users');
    // Copied first: what throws here leaves nothing behind.
    const copies = {
      organization: { version: 1, ...organization },
      role: { version: 1, ...role },
      client: { ...client },
    };
    if (this.organizations.has(organization.id)) return 'organization_taken';
    if (this.isTaken(tenant.id, organization.id)) return 'tenant_taken';
    this.changeKeys(tenant.id, keys);
    this.organizations.set(organization.id, copies.organization);
    this.tenants.set(tenant.id, { ...tenant });
    this.roles.insert(copies.role);
    this.clients.insert(copies.client);
    await users.insert({ ...user });
    return 'written';
  }

  async removeTenant(tenantId: string, expectedVersion: number): Promise<'removed' | 'stale' | 'absent'> {
    const before = this.tenants.get(tenantId);
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    this.tenants.delete(tenantId);
    this.removed.set(tenantId, before.organizationId);
    this.clients.forgetTenant(tenantId);
    this.roles.forgetTenant(tenantId);
    this.parts.users?.forgetTenant(tenantId);
    for (const store of this.parts.others ?? []) store.forgetTenant(tenantId);
    return 'removed';
  }

  private isTaken(tenantId: string, organizationId: string): boolean {
    return this.tenants.has(tenantId) || (this.removed.get(tenantId) ?? organizationId) !== organizationId;
  }

  async insertClient(client: Client): Promise<boolean> {
    return this.clients.insert(client);
  }

  async insertRole(role: NewRole): Promise<boolean> {
    return this.roles.insert(role);
  }

  async findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]> {
    return this.roles.permissionsOf(tenantId, roleNames);
  }

  async listRoles(tenantId: string): Promise<readonly Role[]> {
    return this.roles.list(tenantId);
  }

  async replaceRole(role: Role, expectedVersion: number): Promise<DirectoryWriteResult> {
    return this.roles.replace(role, expectedVersion);
  }

  async removeRole(tenantId: string, id: string, expectedVersion?: number): Promise<boolean> {
    return this.roles.remove(tenantId, id, expectedVersion);
  }

  async listClients(
    tenantId: string,
    page: Page,
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }> {
    return this.clients.list(tenantId, page);
  }

  async findAnyClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    return this.clients.find(tenantId, clientId);
  }

  async findClientNamed(tenantId: string, name: string): Promise<Client | undefined> {
    return this.clients.findNamed(tenantId, name);
  }

  async replaceClient(client: Client, expectedVersion: number): Promise<DirectoryWriteResult> {
    return this.clients.replace(client, expectedVersion);
  }

  async removeClient(tenantId: string, clientId: string, expectedVersion?: number): Promise<boolean> {
    return this.clients.remove(tenantId, clientId, expectedVersion);
  }

  private changeKeys(tenantId: string, keys: SigningKeyChange | undefined): void {
    if (keys === undefined) return;
    const { signingKeys } = this.parts;
    if (!signingKeys) throw new TesseraError('ERR_INVARIANT', 'this directory has no signing keys');
    signingKeys.change(tenantId, keys);
  }

  async pageTenants({
    limit,
    offset,
    organizationId,
    ids,
  }: TenantQuery): Promise<{ readonly list: readonly Tenant[]; readonly totalCount: number }> {
    const all = [...this.tenants.values()].filter(
      (tenant) =>
        (organizationId === undefined || tenant.organizationId === organizationId) &&
        (ids === undefined || ids.includes(tenant.id)),
    );
    return { list: all.slice(offset, offset + limit), totalCount: all.length };
  }

  async findAnyTenant(tenantId: string): Promise<Tenant | undefined> {
    return this.tenants.get(tenantId);
  }

  async replaceTenant(tenant: Tenant, expectedVersion: number, keys?: SigningKeyChange): Promise<DirectoryWriteResult> {
    const before = this.tenants.get(tenant.id);
    if (before?.version === expectedVersion) this.changeKeys(tenant.id, keys);
    const organizationId = before?.organizationId ?? tenant.organizationId;
    return replaceIn(this.tenants, tenant.id, { ...tenant, organizationId }, expectedVersion);
  }

  async findOrganizers(organizationId: string): Promise<readonly Tenant[]> {
    return [...this.tenants.values()].filter(
      (tenant) => tenant.organizationId === organizationId && tenant.type === 'ORGANIZER' && tenant.enabled,
    );
  }
}

function ifEnabled<T extends { readonly enabled: boolean }>(value: T | undefined): T | undefined {
  return value?.enabled === true ? value : undefined;
}
