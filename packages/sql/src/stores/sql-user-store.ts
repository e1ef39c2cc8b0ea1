import type { User, UserChanges, UserStore } from '@tessera/core';
import type { UserRow } from '../database/schema.js';
import type { StoreContext } from './store-context.js';
import { applyChanges, foldCase, toUser, toUserRow, UserIndex } from './user-rows.js';

/** More are never needed: two already mean that a destination is ambiguous. */
const MOST_MATCHES = 3;

/** Users in SQL. Names, addresses and profile lie there encrypted; keyed hashes serve the look-ups. */
export class SqlUserStore implements UserStore {
  readonly #context: StoreContext;
  readonly #index: UserIndex;

  constructor(context: StoreContext) {
    this.#context = context;
    this.#index = new UserIndex(context.blindIndex);
  }

  async findById(tenantId: string, sub: string): Promise<User | undefined> {
    const [user] = await this.#find(tenantId, 'sub', sub);
    return user;
  }

  // Hashes may collide, so every look-up by hash compares what was found with what was asked for.

  async findByUsername(tenantId: string, username: string): Promise<User | undefined> {
    const users = await this.#find(tenantId, 'username_hash', this.#index.username(tenantId, username));
    return users.find((user) => foldCase(user.preferredUsername) === foldCase(username));
  }

  async findByExternalUserId(tenantId: string, providerId: string, externalUserId: string): Promise<User | undefined> {
    const hash = this.#index.externalUserId(tenantId, providerId, externalUserId);
    const users = await this.#find(tenantId, 'external_hash', hash);
    return users.find((user) => user.providerId === providerId && user.externalUserId === externalUserId);
  }

  async findByPhoneNumber(tenantId: string, e164: string): Promise<readonly User[]> {
    const users = await this.#find(tenantId, 'phone_hash', this.#index.phoneNumber(tenantId, e164));
    return users.filter((user) => user.phoneNumber === e164);
  }

  async findByEmail(tenantId: string, email: string): Promise<readonly User[]> {
    const users = await this.#find(tenantId, 'email_hash', this.#index.email(tenantId, email));
    return users.filter((user) => user.email !== undefined && foldCase(user.email) === foldCase(email));
  }

  async insert(user: User): Promise<boolean> {
    const row = toUserRow(user, this.#index, this.#context.secretBox);
    const result = await this.#context.database.run((kysely) =>
      kysely
        .insertInto('users')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    );
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async patch(tenantId: string, sub: string, changes: UserChanges): Promise<boolean> {
    const { database, secretBox, clock } = this.#context;
    return database.transact(async (transaction) => {
      const row = await transaction
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('sub', '=', sub)
        // SQLite has the write lock of the whole database already.
        .$if(database.dialect === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      if (!row) return false;
      const changed = applyChanges(toUser(row, secretBox), changes, clock.now());
      await transaction
        .updateTable('users')
        .set(toUserRow(changed, this.#index, secretBox))
        .where('tenant_id', '=', tenantId)
        .where('sub', '=', sub)
        .execute();
      return true;
    });
  }

  async #find(tenantId: string, column: keyof UserRow, value: string): Promise<User[]> {
    const { database, secretBox } = this.#context;
    const rows = await database.lookUp([], (kysely) =>
      kysely
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where(column, '=', value)
        .orderBy('created_at')
        .orderBy('sub')
        .limit(MOST_MATCHES)
        .execute(),
    );
    return rows.map((row) => toUser(row, secretBox));
  }
}
