import type { Client, Tenant } from '../tenant/tenant.js';
import type { TenantStore } from './tenant-store.js';

export interface Organization {
  readonly id: string;
  readonly name: string;
}

/** A named set of permissions of one tenant. */
export interface Role {
  readonly tenantId: string;
  readonly id: string;
  /** Unique in the tenant; users and clients have the role by this name. */
  readonly name: string;
  readonly description?: string;
  /** `idp:<resource>:<action>`; whole segments at the end may be `*`. */
  readonly permissions: readonly string[];
  /** Grows with each change. */
  readonly version: number;
}

/** `stale`: it has another version. `taken`: another one has the name. Nothing is written unless `written`. */
export type DirectoryWriteResult = 'written' | 'stale' | 'absent' | 'taken';

/** A role that is not stored yet. */
export type NewRole = Omit<Role, 'version'> & { readonly version?: number };

/** Organizations, tenants, clients and roles, for those who administer them. Inserts answer false when the id is taken. */
export interface DirectoryStore extends TenantStore {
  findOrganization(organizationId: string): Promise<Organization | undefined>;
  insertOrganization(organization: Organization): Promise<boolean>;
  insertTenant(tenant: Tenant): Promise<boolean>;
  insertClient(client: Client): Promise<boolean>;
  /** False also when the name is taken. `version` is 1 when not given. */
  insertRole(role: NewRole): Promise<boolean>;
  /** Union of the permissions of these roles, by name; unknown names give nothing. */
  findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]>;
  /** By name. */
  listRoles(tenantId: string): Promise<readonly Role[]>;
  /** Writes everything; `role.version` is the new one. */
  replaceRole(role: Role, expectedVersion: number): Promise<DirectoryWriteResult>;
  /** False when there is no such role. */
  removeRole(tenantId: string, id: string): Promise<boolean>;
  /** Oldest first, also disabled ones; `totalCount` is of all. */
  listClients(
    tenantId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }>;
  /** Also a disabled one. */
  findAnyClient(tenantId: string, clientId: string): Promise<Client | undefined>;
  /** Writes everything; `client.version` is the new one. */
  replaceClient(client: Client, expectedVersion: number): Promise<DirectoryWriteResult>;
  /** False when there is no such client. */
  removeClient(tenantId: string, clientId: string): Promise<boolean>;
  /** Also disabled ones, for management. */
  listTenants(organizationId: string): Promise<readonly Tenant[]>;
  /** Also disabled ones, of all organizations, in the order of their making. */
  listAllTenants(): Promise<readonly Tenant[]>;
  /** Also a disabled one. */
  findAnyTenant(tenantId: string): Promise<Tenant | undefined>;
  /** Writes everything but the organization; `tenant.version` is the new one. */
  replaceTenant(tenant: Tenant, expectedVersion: number): Promise<DirectoryWriteResult>;
}
