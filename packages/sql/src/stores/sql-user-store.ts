import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import type { PasswordHashChange, User, UserChanges, UserQuery, UserStore, UserWriteResult } from '@tessera/core';
import type { Schema, UserRow } from '../database/schema.js';
import type { StoreContext } from './store-context.js';
import { listUsers } from './list-users.js';
import { uniqueKeyHash } from './unique-key.js';
import { applyChanges, foldCase, nextInstant, passwordChanges, toUser, toUserRow, UserIndex } from './user-rows.js';

/** More are never needed: two already mean that a destination is ambiguous. */
const MOST_MATCHES = 3;
const SLICE = 500;

/** Users in SQL. Names, addresses and profile lie there encrypted; keyed hashes serve the look-ups. */
export class SqlUserStore implements UserStore {
  readonly #context: StoreContext;
  readonly #index: UserIndex;
  readonly #lookUps = new Map<keyof UserRow, CompiledQuery<UserRow>>();

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
    const result = await this.#context.database.run(async (kysely) =>
      kysely
        .insertInto('users')
        .values({ ...row, unique_key_hash: await uniqueKeyHash(kysely, row) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    );
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async patch(tenantId: string, sub: string, changes: UserChanges): Promise<boolean> {
    const { clock } = this.#context;
    return this.#change(tenantId, sub, async (transaction) => {
      const user = await this.#lock(transaction, tenantId, sub);
      if (!user) return false;
      const after = applyChanges(user, changes, clock.now());
      const changesKey = changes.email !== undefined || changes.phoneNumber !== undefined;
      if (changesKey && (await this.#isTaken(transaction, after))) return false;
      await this.#update(transaction, after, { withKey: changesKey });
      return true;
    });
  }

  async replacePasswordHash(tenantId: string, sub: string, change: PasswordHashChange): Promise<boolean> {
    const { clock } = this.#context;
    return this.#change(tenantId, sub, async (transaction) => {
      const user = await this.#lock(transaction, tenantId, sub);
      if (!user || user.passwordHash !== change.expected) return false;
      await this.#update(transaction, applyChanges(user, passwordChanges(change), clock.now()));
      return true;
    });
  }

  async list(
    tenantId: string,
    query: UserQuery,
  ): Promise<{ readonly list: readonly User[]; readonly totalCount: number }> {
    return listUsers(this.#context, this.#index, tenantId, query);
  }

  async replace(user: User, expectedUpdatedAt: number): Promise<UserWriteResult> {
    const { clock } = this.#context;
    return this.#change<UserWriteResult>(user.tenantId, user.sub, async (transaction) => {
      const before = await this.#lock(transaction, user.tenantId, user.sub);
      if (!before) return { kind: 'absent' };
      if (before.updatedAt !== expectedUpdatedAt) return { kind: 'stale' };
      if (await this.#isTaken(transaction, user)) return { kind: 'taken' };
      const after = { ...user, updatedAt: nextInstant(before, clock.now()) };
      // Who takes the name in between makes this transaction run again, and then it is seen above.
      await this.#update(transaction, after, { withKey: true });
      return { kind: 'written', user: after };
    });
  }

  async remove(tenantId: string, sub: string): Promise<boolean> {
    return this.#change(tenantId, sub, async (transaction) => {
      const result = await transaction
        .deleteFrom('users')
        .where('tenant_id', '=', tenantId)
        .where('sub', '=', sub)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    });
  }

  /** Roles lie in the sealed profile, so all users of the tenant are read, in slices; asked only before a role is deleted. */
  async isRoleInUse(tenantId: string, roleName: string): Promise<boolean> {
    const { database, secretBox } = this.#context;
    for (let last = ''; ;) {
      const rows = await database.run((kysely) =>
        kysely
          .selectFrom('users')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('sub', '>', last)
          .orderBy('sub')
          .limit(SLICE)
          .execute(),
      );
      if (rows.some((row) => toUser(row, secretBox).roles.includes(roleName))) return true;
      if (rows.length < SLICE) return false;
      last = rows.at(-1)?.sub ?? last;
    }
  }

  /** Tells of the change after its commit, also when the answer to the commit was lost: it may have been written all the same. */
  async #change<T>(tenantId: string, sub: string, work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    const { database, notices } = this.#context;
    try {
      return await database.transact(work);
    } finally {
      await notices.publish({ tenantId, what: 'user', key: sub });
    }
  }

  async #lock(transaction: Transaction<Schema>, tenantId: string, sub: string): Promise<User | undefined> {
    const { database, secretBox } = this.#context;
    const row = await transaction
      .selectFrom('users')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('sub', '=', sub)
      // SQLite has the write lock of the whole database already.
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    return row && toUser(row, secretBox);
  }

  async #update(transaction: Transaction<Schema>, user: User, { withKey = false } = {}): Promise<void> {
    const row = toUserRow(user, this.#index, this.#context.secretBox);
    await transaction
      .updateTable('users')
      .set(withKey ? { ...row, unique_key_hash: await uniqueKeyHash(transaction, row) } : row)
      .where('tenant_id', '=', user.tenantId)
      .where('sub', '=', user.sub)
      .execute();
  }

  async #isTaken(transaction: Transaction<Schema>, user: User): Promise<boolean> {
    const row = toUserRow(user, this.#index, this.#context.secretBox);
    const uniqueKey = await uniqueKeyHash(transaction, row);
    const other = await transaction
      .selectFrom('users')
      .select('sub')
      .where('tenant_id', '=', user.tenantId)
      .where('sub', '<>', user.sub)
      .where((where) =>
        where.or([
          where('username_hash', '=', row.username_hash),
          ...(row.external_hash === null ? [] : [where('external_hash', '=', row.external_hash)]),
          ...(uniqueKey === null ? [] : [where('unique_key_hash', '=', uniqueKey)]),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    return other !== undefined;
  }

  async #find(tenantId: string, column: keyof UserRow, value: string): Promise<User[]> {
    const { database, secretBox } = this.#context;
    const { rows } = await database.lookUp({ rows: [] }, (kysely) => {
      const query = this.#lookUpBy(column, kysely);
      return kysely.executeQuery({ ...query, parameters: [tenantId, value, ...query.parameters.slice(2)] });
    });
    return rows.map((row) => toUser(row, secretBox));
  }

  /** Each login looks somebody up; building the statement anew would cost more than carrying it out. Its first two parameters are the key. */
  #lookUpBy(column: keyof UserRow, kysely: Kysely<Schema>): CompiledQuery<UserRow> {
    const known = this.#lookUps.get(column);
    if (known) return known;
    const query = kysely
      .selectFrom('users')
      .selectAll()
      .where('tenant_id', '=', '')
      .where(column, '=', '')
      // Verified owners first: nobody hides them behind claims of their own.
      .$if(column === 'phone_hash', (select) => select.orderBy('phone_verified', 'desc'))
      .$if(column === 'email_hash', (select) => select.orderBy('email_verified', 'desc'))
      .orderBy('created_at')
      .orderBy('sub')
      .limit(MOST_MATCHES)
      .compile();
    this.#lookUps.set(column, query);
    return query;
  }
}
