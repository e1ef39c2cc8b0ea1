import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import type { Onboarding } from '../../../ports/directory-store.js';
import { ORGANIZATION_PERMISSIONS } from '../access/permissions.js';
import { clientDocument } from '../clients/client-document.js';
import { withSecret } from '../clients/client-secret.js';
import type { ManagedWrite, ManagementCall } from '../manage-documents.js';
import { organizationDocument } from '../organizations/read-organization.js';
import { tenantDocument } from '../tenants/tenant-document.js';
import { managedUserDocument } from '../users/managed-user-document.js';
import { withNewPassword } from '../users/new-user-record.js';
import type { OnboardOrganizationParts } from './onboarding-parts.js';
import { readOnboarding } from './read-onboarding.js';
import type { ReadOnboarding } from './read-onboarding.js';
import { OPERATOR_ROLE } from './read-parts.js';

/**
 * Makes an organization with its organizer tenant, first operator and first client, who hold all permissions of the organization, in one
 * commit (specification 5.4).
 */
export class OnboardOrganization {
  private readonly parts: OnboardOrganizationParts;

  constructor(parts: OnboardOrganizationParts) {
    this.parts = parts;
  }

  /**
   * A client secret that was not supplied is generated and shown in this answer only.
   * @throws TesseraError `ERR_INVALID_DOCUMENT` with the violations of all parts, `ERR_CONFLICT`, `ERR_STORE_UNAVAILABLE`
   */
  async execute({ dryRun }: Pick<ManagementCall, 'dryRun'>, posted: JsonValue): Promise<ManagedWrite> {
    const { directory } = this.parts;
    const violations = new ViolationList();
    const read = await readOnboarding(posted, this.parts, violations);
    violations.throwIfAny('the onboarding');
    if (read === undefined) throw new TesseraError('ERR_INVARIANT', 'an onboarding that is incomplete was not refused');
    const { organization, tenant } = read;
    if (await directory.findOrganization(organization.id)) throw conflict(organization.id);
    if (await directory.isTenantIdTaken(tenant.id, organization.id)) throw conflict(tenant.id);
    const { onboarding, shown } = await this.complete(read, dryRun);
    const written = dryRun ? 'written' : await directory.onboard(onboarding);
    if (written !== 'written') throw conflict(written === 'tenant_taken' ? tenant.id : organization.id);
    const { user, client } = onboarding;
    const result: JsonObject = {
      organization: organizationDocument(organization),
      tenant: tenantDocument(tenant),
      user: managedUserDocument(user),
      client: { ...clientDocument(client), ...shown },
    };
    return { id: organization.id, result, version: organization.version, warnings: violations.warnings };
  }

  private async complete(
    read: ReadOnboarding,
    dryRun: boolean,
  ): Promise<{ readonly onboarding: Onboarding; readonly shown: JsonObject }> {
    const { randomness, passwords, clock } = this.parts.dependencies;
    const { organization, tenant, keys, client } = read;
    const user = await withNewPassword({ passwords, clock }, read.user, dryRun);
    const { complete, shown } = withSecret(randomness, client, dryRun);
    const roles = [OPERATOR_ROLE];
    const role = {
      tenantId: tenant.id,
      id: randomness.uuid(),
      name: OPERATOR_ROLE,
      description: 'All permissions of the organization',
      permissions: ORGANIZATION_PERMISSIONS,
    };
    const onboarding = { organization, tenant, role, user: { ...user, roles }, client: { ...complete, roles } };
    return { onboarding: keys === undefined ? onboarding : { ...onboarding, keys }, shown };
  }
}

function conflict(id: string): TesseraError {
  return new TesseraError('ERR_CONFLICT', 'An object with this id already exists', { conflictingId: id });
}
