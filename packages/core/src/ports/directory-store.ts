import type { SigningKeyChange } from '../tenant/signing-key-change.js';
import type { Client, Tenant } from '../tenant/tenant.js';
import type { User } from '../user/user.js';
import type { TenantStore } from './tenant-store.js';

export interface Organization {
  readonly id: string;
  readonly name: string;
  /** Grows with each change. */
  readonly version: number;
}

/** An organization that is not stored yet. */
export type NewOrganization = Omit<Organization, 'version'> & { readonly version?: number };

/** One page of a list. */
export interface Page {
  /** From 1. */
  readonly limit: number;
  readonly offset: number;
}

/** Which tenants; every filter given must hold. */
export interface TenantQuery extends Page {
  readonly organizationId?: string;
  readonly ids?: readonly string[];
}

/** What an onboarding makes, all of the same new tenant. */
export interface Onboarding {
  readonly organization: NewOrganization;
  readonly tenant: Tenant;
  readonly role: NewRole;
  readonly user: User;
  readonly client: Client;
  /** Of the tenant. */
  readonly keys?: SigningKeyChange | undefined;
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
  /** `version` is 1 when not given. */
  insertOrganization(organization: NewOrganization): Promise<boolean>;
  /** Oldest first; `totalCount` is of all. */
  listOrganizations(page: Page): Promise<{ readonly list: readonly Organization[]; readonly totalCount: number }>;
  /** Writes everything; `organization.version` is the new one. */
  replaceOrganization(organization: Organization, expectedVersion: number): Promise<DirectoryWriteResult>;
  /** `in_use`: it still has tenants. Of a removal and a tenant that is made at the same time with `requiresOrganization`, one gets through. */
  removeOrganization(
    organizationId: string,
    expectedVersion: number,
  ): Promise<'removed' | 'stale' | 'absent' | 'in_use'>;
  /**
   * The id of a removed tenant is free only in its own organization, and only once it is empty: events and audit records of it are kept.
   * With `requiresOrganization` also false when there is no such organization. `keys` are written in the same commit.
   */
  insertTenant(
    tenant: Tenant,
    options?: { readonly requiresOrganization?: boolean; readonly keys?: SigningKeyChange | undefined },
  ): Promise<boolean>;
  /** Tells what {@link insertTenant} would: whether a tenant of this organization cannot have the id. */
  isTenantIdTaken(tenantId: string, organizationId: string): Promise<boolean>;
  /** Writes all parts in one commit, or nothing. */
  onboard(onboarding: Onboarding): Promise<'written' | 'organization_taken' | 'tenant_taken'>;
  /** False also when another client of the tenant has the id or the alias as its id or alias. */
  insertClient(client: Client): Promise<boolean>;
  /** False also when the name is taken. `version` is 1 when not given. */
  insertRole(role: NewRole): Promise<boolean>;
  /** Union of the permissions of these roles, by name; unknown names give nothing. */
  findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]>;
  /** Oldest first. */
  listRoles(tenantId: string): Promise<readonly Role[]>;
  /** Writes everything; `role.version` is the new one. */
  replaceRole(role: Role, expectedVersion: number): Promise<DirectoryWriteResult>;
  /** False when there is no such role, or it has another version than the expected one, if any. */
  removeRole(tenantId: string, id: string, expectedVersion?: number): Promise<boolean>;
  /** Oldest first, also disabled ones; `totalCount` is of all. */
  listClients(
    tenantId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }>;
  /** Also a disabled one; by its id alone. */
  findAnyClient(tenantId: string, clientId: string): Promise<Client | undefined>;
  /** Also a disabled one; by id or alias. */
  findClientNamed(tenantId: string, name: string): Promise<Client | undefined>;
  /** Writes everything; `client.version` is the new one. */
  replaceClient(client: Client, expectedVersion: number): Promise<DirectoryWriteResult>;
  /** False when there is no such client, or it has another version than the expected one, if any. */
  removeClient(tenantId: string, clientId: string, expectedVersion?: number): Promise<boolean>;
  /** The enabled tenants of type `ORGANIZER`, whose operators manage this organization. Asked at each management call. */
  findOrganizers(organizationId: string): Promise<readonly Tenant[]>;
  /** Also disabled ones, oldest first; `totalCount` is of all that match. */
  pageTenants(query: TenantQuery): Promise<{ readonly list: readonly Tenant[]; readonly totalCount: number }>;
  /** Also a disabled one. */
  findAnyTenant(tenantId: string): Promise<Tenant | undefined>;
  /** Writes everything but the organization; `tenant.version` is the new one, `keys` are written in the same commit. */
  replaceTenant(tenant: Tenant, expectedVersion: number, keys?: SigningKeyChange): Promise<DirectoryWriteResult>;
  /**
   * Makes the tenant unknown in one commit and removes its clients, roles, users, documents with their versions, signing keys and protocol
   * artifacts; of very many, the rest is removed later. Security events and the audit log stay.
   */
  removeTenant(tenantId: string, expectedVersion: number): Promise<'removed' | 'stale' | 'absent'>;
}
