import type { InsertResult } from 'kysely';
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
import { findClientNamed, insertClient, listClients, removeClient, replaceClient } from './client-writes.js';
import { toClient, toRole, toRoleRow, toTenant } from './directory-rows.js';
import { parseStored } from './json-text.js';
import { onboard } from './onboarding.js';
import { listOrganizations, removeOrganization, replaceOrganization } from './organization-writes.js';
import { removeRole, replaceRole } from './role-writes.js';
import type { StoreContext } from './store-context.js';
import { removeTenant } from './tenant-removal.js';
import { insertTenant, isTenantIdTaken, pageTenants, replaceTenant } from './tenant-writes.js';

/** Organizations, tenants, clients and roles in SQL. Client secrets are encrypted. */
export class SqlDirectoryStore implements DirectoryStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async findTenant(tenantId: string): Promise<Tenant | undefined> {
    const tenant = await this.findAnyTenant(tenantId);
    return tenant?.enabled === true ? tenant : undefined;
  }

  async findAnyTenant(tenantId: string): Promise<Tenant | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .selectFrom('tenants')
        .selectAll()
        .where('id', '=', tenantId)
        .where('removed_at', 'is', null)
        .executeTakeFirst(),
    );
    return row && toTenant(row);
  }

  async findClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    const client = await this.findClientNamed(tenantId, clientId);
    return client?.enabled === true ? client : undefined;
  }

  async findAnyClient(tenantId: string, clientId: string): Promise<Client | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .selectFrom('clients')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('client_id', '=', clientId)
        .executeTakeFirst(),
    );
    return row && toClient(row, this.#context.secretBox);
  }

  async findClientNamed(tenantId: string, name: string): Promise<Client | undefined> {
    return findClientNamed(this.#context, tenantId, name);
  }

  async findOrganization(organizationId: string): Promise<Organization | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely.selectFrom('organizations').selectAll().where('id', '=', organizationId).executeTakeFirst(),
    );
    return row && { id: row.id, name: row.name, version: row.version };
  }

  async insertOrganization({ id, name, version = 1 }: NewOrganization): Promise<boolean> {
    const row = { id, name, version, created_at: this.#context.clock.now() };
    return isInserted(
      await this.#context.database.run((kysely) =>
        kysely
          .insertInto('organizations')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst(),
      ),
    );
  }

  async listOrganizations(
    page: Page,
  ): Promise<{ readonly list: readonly Organization[]; readonly totalCount: number }> {
    return listOrganizations(this.#context, page);
  }

  async replaceOrganization(organization: Organization, expectedVersion: number): Promise<DirectoryWriteResult> {
    return replaceOrganization(this.#context, organization, expectedVersion);
  }

  async removeOrganization(
    organizationId: string,
    expectedVersion: number,
  ): Promise<'removed' | 'stale' | 'absent' | 'in_use'> {
    return removeOrganization(this.#context, organizationId, expectedVersion);
  }

  async insertTenant(tenant: Tenant, options?: Parameters<DirectoryStore['insertTenant']>[1]): Promise<boolean> {
    return insertTenant(this.#context, tenant, options);
  }

  async isTenantIdTaken(tenantId: string, organizationId: string): Promise<boolean> {
    return isTenantIdTaken(this.#context, tenantId, organizationId);
  }

  async onboard(onboarding: Onboarding): Promise<'written' | 'organization_taken' | 'tenant_taken'> {
    return onboard(this.#context, onboarding);
  }

  async removeTenant(tenantId: string, expectedVersion: number): Promise<'removed' | 'stale' | 'absent'> {
    return removeTenant(this.#context, tenantId, expectedVersion);
  }

  async insertClient(client: Client): Promise<boolean> {
    return insertClient(this.#context, client);
  }

  async insertRole(role: NewRole): Promise<boolean> {
    const row = toRoleRow({ version: 1, ...role }, this.#context.clock.now());
    return isInserted(
      await this.#context.database.run((kysely) =>
        kysely
          .insertInto('roles')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst(),
      ),
    );
  }

  async findPermissions(tenantId: string, roleNames: readonly string[]): Promise<readonly string[]> {
    if (roleNames.length === 0) return [];
    const rows = await this.#context.database.lookUp([], (kysely) =>
      kysely
        .selectFrom('roles')
        .select('permissions')
        .where('tenant_id', '=', tenantId)
        .where('name', 'in', [...roleNames])
        .orderBy('id')
        .execute(),
    );
    return [...new Set(rows.flatMap((row) => parseStored<string[]>(row.permissions)))];
  }

  async listRoles(tenantId: string): Promise<readonly Role[]> {
    const rows = await this.#context.database.lookUp([], (kysely) =>
      kysely.selectFrom('roles').selectAll().where('tenant_id', '=', tenantId).execute(),
    );
    // Sorted here: databases have their own ideas of the order of texts.
    rows.sort((left, right) => left.created_at - right.created_at || (left.name < right.name ? -1 : 1));
    return rows.map(toRole);
  }

  async replaceRole(role: Role, expectedVersion: number): Promise<DirectoryWriteResult> {
    return replaceRole(this.#context, role, expectedVersion);
  }

  async removeRole(tenantId: string, id: string, expectedVersion?: number): Promise<boolean> {
    return removeRole(this.#context, { tenantId, id, expectedVersion });
  }

  async listClients(
    tenantId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }> {
    return listClients(this.#context, tenantId, page);
  }

  async replaceClient(client: Client, expectedVersion: number): Promise<DirectoryWriteResult> {
    return replaceClient(this.#context, client, expectedVersion);
  }

  async removeClient(tenantId: string, clientId: string, expectedVersion?: number): Promise<boolean> {
    return removeClient(this.#context, { tenantId, clientId, expectedVersion });
  }

  async pageTenants(query: TenantQuery): Promise<{ readonly list: readonly Tenant[]; readonly totalCount: number }> {
    return pageTenants(this.#context, query);
  }

  async replaceTenant(tenant: Tenant, expectedVersion: number, keys?: SigningKeyChange): Promise<DirectoryWriteResult> {
    return replaceTenant(this.#context, { tenant, expectedVersion, keys });
  }

  async findOrganizers(organizationId: string): Promise<readonly Tenant[]> {
    const rows = await this.#context.database.lookUp([], (kysely) =>
      kysely
        .selectFrom('tenants')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .where('type', '=', 'ORGANIZER')
        .where('enabled', '=', 1)
        .where('removed_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    );
    return rows.map(toTenant);
  }
}

/** False when `on conflict do nothing` did nothing. */
function isInserted(result: InsertResult): boolean {
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
