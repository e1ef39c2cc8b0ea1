import type { EngineDependencies } from '../../../engine/dependencies.js';
import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { DirectoryStore, TenantQuery } from '../../../ports/directory-store.js';
import type { SigningKeyChange } from '../../../tenant/signing-key-change.js';
import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { Tenant } from '../../../tenant/tenant.js';
import type { OperatorCall } from '../access/grants.js';
import { diffJson } from '../json-diff.js';
import type { ManagedWrite, ManagementCall } from '../manage-documents.js';
import { readTenant } from './read-tenant.js';
import type { TenantToRead } from './read-tenant.js';
import { readSigningKeys } from './signing-key-changes.js';
import type { SigningKeyCheck, SigningKeysToRead } from './signing-key-changes.js';
import { tenantDocument } from './tenant-document.js';

/** A write that others overtook is judged again this often, when the caller named no version. */
const MOST_TRIES = 5;

/** What the tenants need. */
export interface ManageTenantsParts {
  readonly dependencies: Pick<EngineDependencies, 'users' | 'randomness' | 'clock' | 'settings'>;
  readonly directory: DirectoryStore;
  /** What the protocol layer finds wrong with a private key, if anything. */
  readonly signingKeyViolation: SigningKeyCheck;
  /** Where the server is reached, for warnings about cookies. */
  readonly publicUrl?: string | undefined;
}

/** Tenants as operators manage them (specification 5.5), disabled ones included. All methods throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export class ManageTenants {
  private readonly parts: ManageTenantsParts;

  constructor(parts: ManageTenantsParts) {
    this.parts = parts;
  }

  /** Makes a `PUBLIC` tenant of this organization. @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT` */
  async create(call: ManagementCall, organizationId: string, posted: JsonValue): Promise<ManagedWrite> {
    const { directory, dependencies } = this.parts;
    const base: Tenant = {
      ...TENANT_DEFAULTS,
      id: dependencies.randomness.uuid(),
      organizationId,
      name: '',
      type: 'PUBLIC',
    };
    const violations = new ViolationList();
    const tenant = this.read({ posted, base, isNew: true }, violations);
    const keys = await this.readKeys({ posted, tenant }, violations);
    violations.throwIfAny('the tenant');
    const taken = call.dryRun
      ? await directory.isTenantIdTaken(tenant.id, organizationId)
      : !(await directory.insertTenant(tenant, { requiresOrganization: true, keys }));
    if (taken && !(await directory.findOrganization(organizationId)))
      throw new TesseraError('ERR_NOT_FOUND', 'the organization was removed meanwhile');
    // The tenant in the way may be a foreign one, so nothing is told about it.
    if (taken) throw new TesseraError('ERR_CONFLICT', 'An object with this id already exists');
    return { id: tenant.id, result: tenantDocument(tenant), version: 1, warnings: violations.warnings };
  }

  /** @throws TesseraError `ERR_NOT_FOUND` */
  async get(tenantId: string): Promise<Tenant> {
    const tenant = await this.parts.directory.findAnyTenant(tenantId);
    if (!tenant) throw new TesseraError('ERR_NOT_FOUND', 'no such tenant');
    return tenant;
  }

  /** Disabled ones included, oldest first. */
  list(query: TenantQuery): Promise<{ readonly list: readonly Tenant[]; readonly totalCount: number }> {
    return this.parts.directory.pageTenants(query);
  }

  /** Full replacement. @throws TesseraError `ERR_INVALID_DOCUMENT`, `ERR_PRECONDITION_FAILED`, `ERR_NOT_FOUND` */
  async update(call: ManagementCall, posted: JsonValue): Promise<ManagedWrite> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(call.tenantId);
      if (call.expectedVersion !== undefined && call.expectedVersion !== before.version) throw stale();
      const violations = new ViolationList();
      const tenant = this.read({ posted, base: before, isNew: false }, violations);
      const keys = await this.readKeys({ posted, before, tenant }, violations);
      await this.keepKeyType(before, tenant, violations);
      violations.throwIfAny('the tenant');
      const written = call.dryRun ? 'written' : await this.parts.directory.replaceTenant(tenant, before.version, keys);
      if (written === 'written') {
        const result = tenantDocument(tenant);
        const diff = diffJson(tenantDocument(before), result);
        return { id: tenant.id, result, version: tenant.version, warnings: violations.warnings, diff };
      }
      if (call.expectedVersion !== undefined || tries === MOST_TRIES) throw stale();
    }
  }

  private read(input: Pick<TenantToRead, 'posted' | 'base' | 'isNew'>, violations: ViolationList): Tenant {
    const { publicUrl, dependencies } = this.parts;
    return readTenant(
      { ...input, publicUrl, development: dependencies.settings.profile === 'development' },
      violations,
    );
  }

  private readKeys(
    input: Pick<SigningKeysToRead, 'posted' | 'before' | 'tenant'>,
    violations: ViolationList,
  ): Promise<SigningKeyChange | undefined> {
    const { directory, dependencies, signingKeyViolation: check } = this.parts;
    return readSigningKeys({ ...input, directory, clock: dependencies.clock, check }, violations);
  }

  /**
   * Removes the tenant with everything in it; it is unknown from then on.
   * @throws TesseraError `ERR_CONFLICT` for the admin tenant and for the one the operator belongs to, `ERR_PRECONDITION_FAILED`
   */
  async remove(call: OperatorCall): Promise<void> {
    const { tenantId, expectedVersion } = call;
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(tenantId);
      if (expectedVersion !== undefined && expectedVersion !== before.version) throw stale();
      if (before.type === 'ADMIN') throw new TesseraError('ERR_CONFLICT', 'The admin tenant cannot be deleted');
      if (call.operatorTenantId === tenantId)
        throw new TesseraError('ERR_CONFLICT', 'Operators cannot delete the tenant they belong to');
      if (call.dryRun) return;
      if ((await this.parts.directory.removeTenant(tenantId, before.version)) === 'removed') return;
      if (expectedVersion !== undefined || tries === MOST_TRIES) throw stale();
    }
  }

  /** Users sign in under the key of the time they were made. */
  private async keepKeyType(before: Tenant, after: Tenant, violations: ViolationList): Promise<void> {
    if (before.identityUniqueKeyType === after.identityUniqueKeyType) return;
    const { totalCount } = await this.parts.dependencies.users.list(before.id, { limit: 1, offset: 0 });
    if (totalCount > 0)
      violations.add('/identity_unique_key_type', 'cannot be changed once users exist', before.identityUniqueKeyType);
  }
}

function stale(): TesseraError {
  return new TesseraError('ERR_PRECONDITION_FAILED', 'the tenant has changed since it was read');
}
