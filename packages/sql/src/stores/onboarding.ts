import { TesseraError, type Onboarding } from '@tessera/core';
import { toClientRow, toRoleRow } from './directory-rows.js';
import { changeSigningKeys } from './sql-signing-key-store.js';
import type { StoreContext } from './store-context.js';
import { insertTenantRow } from './tenant-writes.js';
import { uniqueKeyHashFor } from './unique-key.js';
import { toUserRow, UserIndex } from './user-rows.js';

/** Thrown to have the transaction rolled back; `part` says which id is taken. */
class TakenId extends TesseraError {
  readonly part: 'organization_taken' | 'tenant_taken';

  constructor(part: TakenId['part']) {
    super('ERR_CONFLICT', 'an id of the onboarding is taken');
    this.part = part;
  }
}

/** Writes all parts in one commit, or nothing; other nodes are told after the commit. */
export async function onboard(
  context: StoreContext,
  onboarding: Onboarding,
): Promise<'written' | 'organization_taken' | 'tenant_taken'> {
  try {
    await write(context, onboarding);
  } catch (error) {
    if (error instanceof TakenId) return error.part;
    throw error;
  }
  const { id } = onboarding.tenant;
  await context.notices.publish({ tenantId: id, what: 'tenant', key: id });
  return 'written';
}

async function write(
  { database, secretBox, blindIndex, clock }: StoreContext,
  { organization, tenant, role, user, client, keys }: Onboarding,
): Promise<void> {
  const now = clock.now();
  await database.transact(async (transaction) => {
    const { numInsertedOrUpdatedRows: made } = await transaction
      .insertInto('organizations')
      .values({ id: organization.id, name: organization.name, version: organization.version ?? 1, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if ((made ?? 0n) === 0n) throw new TakenId('organization_taken');
    if (!(await insertTenantRow(transaction, tenant, now))) throw new TakenId('tenant_taken');
    await changeSigningKeys({ transaction, database, secretBox }, tenant.id, keys);
    await transaction
      .insertInto('roles')
      .values(toRoleRow({ version: 1, ...role }, now))
      .execute();
    const userRow = toUserRow(user, new UserIndex(blindIndex), secretBox);
    const uniqueKey = uniqueKeyHashFor(tenant.identityUniqueKeyType, userRow);
    await transaction
      .insertInto('users')
      .values({ ...userRow, unique_key_hash: uniqueKey })
      .execute();
    await transaction
      .insertInto('clients')
      .values(toClientRow(client, secretBox, now))
      .execute();
  });
}
