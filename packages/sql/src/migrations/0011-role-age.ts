import { required, type AnyDatabase } from './columns.js';

/** When a role was made: lists show the oldest first. Of those that are there already nobody knows, so they come first, by name. */
export async function addRoleAge(db: AnyDatabase): Promise<void> {
  await db.schema
    .alterTable('roles')
    .addColumn('created_at', 'bigint', (column) => required(column).defaultTo(0))
    .execute();
}
