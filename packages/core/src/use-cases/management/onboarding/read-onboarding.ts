import { isJsonObject } from '../../../json/json.js';
import type { JsonValue } from '../../../json/json.js';
import type { ViolationList } from '../../../errors/violation-list.js';
import type { Organization } from '../../../ports/directory-store.js';
import type { SigningKeyChange } from '../../../tenant/signing-key-change.js';
import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { Client, Tenant } from '../../../tenant/tenant.js';
import { withAnySecret } from '../clients/client-secret.js';
import { readClient } from '../clients/read-client.js';
import { FieldReader } from '../field-reader.js';
import { readOrganization } from '../organizations/read-organization.js';
import { readTenant } from '../tenants/read-tenant.js';
import { readSigningKeys } from '../tenants/signing-key-changes.js';
import { newUserRecord } from '../users/new-user-record.js';
import { readUser } from '../users/read-user.js';
import type { ReadUser } from '../users/read-user.js';
import type { OnboardOrganizationParts } from './onboarding-parts.js';
import { checkRoleNames, readPart, readTenantPart, withDefaultScope } from './read-parts.js';

/** An onboarding as it was read. */
export interface ReadOnboarding {
  readonly organization: Organization;
  readonly tenant: Tenant;
  readonly keys: SigningKeyChange | undefined;
  readonly user: ReadUser;
  readonly client: Client;
}

/** Reads all parts, whatever is wrong with one of them. Undefined when one is missing; `violations` say so then. */
export async function readOnboarding(
  posted: JsonValue,
  parts: OnboardOrganizationParts,
  violations: ViolationList,
): Promise<ReadOnboarding | undefined> {
  const fields = new FieldReader(posted, violations);
  for (const name of ['organization', 'tenant', 'user', 'client']) fields.require(name);
  const [organizationPart, tenantPart, server] = ['organization', 'tenant', 'authorization_server'].map((name) =>
    fields.take(name),
  );
  const [userPart, clientPart] = [fields.take('user'), fields.take('client')];
  fields.warnRest();
  const { randomness } = parts.dependencies;
  const base = { id: randomness.uuid(), name: '', version: 1 };
  const organization =
    organizationPart === undefined
      ? base
      : readPart('organization', violations, (found) => readOrganization(organizationPart, base, true, found));
  const { tenant, keys } = await readOrganizer({ posted: tenantPart, server, organization }, parts, violations);
  const user = userPart === undefined ? undefined : readOperator(userPart, tenant, parts, violations);
  const client = clientPart === undefined ? undefined : await readAdminClient(clientPart, tenant, parts, violations);
  return user && client && { organization, tenant, keys, user, client };
}

interface PostedOrganizer {
  readonly posted: JsonValue | undefined;
  /** `authorization_server`, from beside the tenant. */
  readonly server: JsonValue | undefined;
  readonly organization: Organization;
}

async function readOrganizer(
  { posted, server, organization }: PostedOrganizer,
  { dependencies, directory, signingKeyViolation: check, publicUrl }: OnboardOrganizationParts,
  violations: ViolationList,
): Promise<Pick<ReadOnboarding, 'tenant' | 'keys'>> {
  const { randomness, clock, settings } = dependencies;
  const base: Tenant = {
    ...TENANT_DEFAULTS,
    id: randomness.uuid(),
    organizationId: organization.id,
    name: '',
    type: 'ORGANIZER',
  };
  if (posted === undefined) return { tenant: base, keys: undefined };
  const whole = server !== undefined && isJsonObject(posted) ? { ...posted, authorization_server: server } : posted;
  return readTenantPart(server !== undefined, violations, async (found) => {
    const development = settings.profile === 'development';
    const tenant = readTenant({ posted: whole, base, isNew: true, publicUrl, development }, found);
    return { tenant, keys: await readSigningKeys({ posted: whole, tenant, directory, clock, check }, found) };
  });
}

/** The first operator; without a password nobody could sign in. */
function readOperator(
  posted: JsonValue,
  tenant: Tenant,
  { dependencies: { randomness, clock, phoneNumbers } }: OnboardOrganizationParts,
  violations: ViolationList,
): ReadUser {
  return readPart('user', violations, (found) => {
    const base = newUserRecord(tenant.id, randomness.uuid(), clock.now());
    const read = readUser({ posted, tenant, base, isNew: true, phoneNumbers }, found);
    const hasPassword = isJsonObject(posted) && ['raw_password', 'hashed_password'].some((name) => name in posted);
    if (isJsonObject(posted) && !hasPassword) found.add('/raw_password', 'required');
    checkRoleNames(read.user.roles, found);
    return read;
  });
}

async function readAdminClient(
  posted: JsonValue,
  tenant: Tenant,
  { dependencies: { randomness }, clientViolation, adminTenantId }: OnboardOrganizationParts,
  violations: ViolationList,
): Promise<Client> {
  const { client, isSound } = readPart('client', violations, (found) => {
    const read = readClient({ posted: withDefaultScope(posted), tenant, generatedId: randomness.uuid() }, found);
    checkRoleNames(read.roles, found);
    if (!read.scopes.includes('management'))
      found.warn('no_management_scope', '/scope', "Without 'management' its tokens cannot manage the organization");
    return { client: read, isSound: found.isEmpty };
  });
  // The protocol layer tells one thing at a time, so it is asked once the rest is right.
  const violation = isSound ? await clientViolation({ ...withAnySecret(client), tenantId: adminTenantId }) : undefined;
  if (violation !== undefined)
    violations.add(violation.startsWith('redirect') ? '/client/redirect_uris' : '/client', violation);
  return client;
}
