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
  readonly name: string;
  /** `idp:<resource>:<action>`; whole segments at the end may be `*`. */
  readonly permissions: readonly string[];
}

/** Organizations, tenants, clients and roles, for those who administer them. Inserts answer false when the id is taken. */
export interface DirectoryStore extends TenantStore {
  findOrganization(organizationId: string): Promise<Organization | undefined>;
  insertOrganization(organization: Organization): Promise<boolean>;
  insertTenant(tenant: Tenant): Promise<boolean>;
  insertClient(client: Client): Promise<boolean>;
  insertRole(role: Role): Promise<boolean>;
  /** Union of the permissions of these roles, by name; unknown names give nothing. */
  findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]>;
  /** By name. */
  listRoles(tenantId: string): Promise<readonly Role[]>;
  /** Also disabled ones, for management. */
  listTenants(organizationId: string): Promise<readonly Tenant[]>;
}
