import type { EngineDependencies } from '../../../engine/dependencies.js';
import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { DirectoryStore, Organization, Page } from '../../../ports/directory-store.js';
import { diffJson } from '../json-diff.js';
import type { ManagedWrite, ManagementCall } from '../manage-documents.js';
import { organizationDocument, readOrganization } from './read-organization.js';

/** A write that others overtook is judged again this often, when the caller named no version. */
const MOST_TRIES = 5;

/** What the organizations need. */
export interface ManageOrganizationsParts {
  readonly dependencies: Pick<EngineDependencies, 'randomness'>;
  readonly directory: DirectoryStore;
  /** The tenant whose operators administer the whole server; its organization stays. */
  readonly adminTenantId: string;
}

/** Organizations (specification 5.1). All methods throw TesseraError `ERR_STORE_UNAVAILABLE`; `ERR_NOT_FOUND` for what is not there. */
export class ManageOrganizations {
  private readonly parts: ManageOrganizationsParts;

  constructor(parts: ManageOrganizationsParts) {
    this.parts = parts;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT` */
  async create(call: ManagementCall, posted: JsonValue): Promise<ManagedWrite> {
    const { directory, dependencies } = this.parts;
    const base = { id: dependencies.randomness.uuid(), name: '', version: 1 };
    const violations = new ViolationList();
    const organization = readOrganization(posted, base, true, violations);
    violations.throwIfAny('the organization');
    const { id } = organization;
    const taken = call.dryRun
      ? (await directory.findOrganization(id)) !== undefined
      : !(await directory.insertOrganization(organization));
    if (taken) throw new TesseraError('ERR_CONFLICT', 'An object with this id already exists', { conflictingId: id });
    return { id, result: organizationDocument(organization), version: 1, warnings: violations.warnings };
  }

  async get(id: string): Promise<Organization> {
    const organization = await this.parts.directory.findOrganization(id);
    if (!organization) throw new TesseraError('ERR_NOT_FOUND', 'no such organization');
    return organization;
  }

  /** Oldest first. */
  list(page: Page): Promise<{ readonly list: readonly Organization[]; readonly totalCount: number }> {
    return this.parts.directory.listOrganizations(page);
  }

  /** Full replacement. @throws TesseraError `ERR_INVALID_DOCUMENT`, `ERR_PRECONDITION_FAILED` */
  async update(call: ManagementCall, id: string, posted: JsonValue): Promise<ManagedWrite> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(id);
      refuseStale(call, before);
      const violations = new ViolationList();
      const organization = readOrganization(posted, before, false, violations);
      violations.throwIfAny('the organization');
      const written = call.dryRun
        ? 'written'
        : await this.parts.directory.replaceOrganization(organization, before.version);
      if (written === 'written') {
        const result = organizationDocument(organization);
        const diff = diffJson(organizationDocument(before), result);
        return { id, result, version: organization.version, warnings: violations.warnings, diff };
      }
      if (call.expectedVersion !== undefined || tries === MOST_TRIES) throw stale();
    }
  }

  /** @throws TesseraError `ERR_CONFLICT` for one with tenants and for that of the administrators, `ERR_PRECONDITION_FAILED` */
  async remove(call: ManagementCall, id: string): Promise<void> {
    const { directory, adminTenantId } = this.parts;
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(id);
      refuseStale(call, before);
      if ((await directory.findAnyTenant(adminTenantId))?.organizationId === id)
        throw new TesseraError('ERR_CONFLICT', 'The organization of the administrators cannot be deleted');
      const removed = call.dryRun ? await this.tryRemoval(id) : await directory.removeOrganization(id, before.version);
      if (removed === 'in_use') throw new TesseraError('ERR_CONFLICT', 'The organization still has tenants');
      if (removed === 'removed') return;
      if (call.expectedVersion !== undefined || tries === MOST_TRIES) throw stale();
    }
  }

  private async tryRemoval(organizationId: string): Promise<'removed' | 'in_use'> {
    const { totalCount } = await this.parts.directory.pageTenants({ organizationId, limit: 1, offset: 0 });
    return totalCount > 0 ? 'in_use' : 'removed';
  }
}

function refuseStale({ expectedVersion }: ManagementCall, { version }: Organization): void {
  if (expectedVersion !== undefined && expectedVersion !== version) throw stale();
}

function stale(): TesseraError {
  return new TesseraError('ERR_PRECONDITION_FAILED', 'the organization has changed since it was read');
}
