import { sql, type Kysely, type Transaction } from 'kysely';
import {
  retiresWith,
  type Instant,
  type JsonObject,
  type SigningKey,
  type SigningKeyChange,
  type SigningKeyStore,
} from '@tessera/core';
import type { Schema, SigningKeyRow } from '../database/schema.js';
import { openJson, sealJson } from './json-text.js';
import type { StoreContext } from './store-context.js';

/** Signing keys in SQL, the private part encrypted. */
export class SqlSigningKeyStore implements SigningKeyStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async list(tenantId: string): Promise<readonly SigningKey[]> {
    return this.#toKeys(await this.#context.database.lookUp([], (kysely) => selectKeys(kysely, tenantId)));
  }

  async addIfNone(key: SigningKey): Promise<readonly SigningKey[]> {
    const { database, notices, secretBox } = this.#context;
    const row = toKeyRow(key, sealJson(secretBox, key.jwk));
    const { rows, isAdded } = await database.transact(async (transaction) => {
      if (database.dialect === 'postgres') await lockKeys(transaction, key.tenantId);
      const before = await selectKeys(transaction, key.tenantId);
      if (before.some((candidate) => isLivingSibling(candidate, key))) return { rows: before, isAdded: false };
      await transaction.insertInto('signing_keys').values(row).execute();
      return { rows: await selectKeys(transaction, key.tenantId), isAdded: true };
    });
    if (isAdded) await notices.publish({ tenantId: key.tenantId, what: 'keys', key: key.kid });
    return this.#toKeys(rows);
  }

  async rotate(key: SigningKey, publishedUntil: Instant): Promise<readonly SigningKey[]> {
    const { database, notices, secretBox } = this.#context;
    const row = toKeyRow(key, sealJson(secretBox, key.jwk));
    const rows = await database.transact(async (transaction) => {
      if (database.dialect === 'postgres') await lockKeys(transaction, key.tenantId);
      const before = await selectKeys(transaction, key.tenantId);
      const retired = before.filter((candidate) => isLivingSibling(candidate, key)).map(({ kid }) => kid);
      if (retired.length > 0) {
        await transaction
          .updateTable('signing_keys')
          .set({ retired_at: key.createdAt, expires_at: publishedUntil })
          .where('tenant_id', '=', key.tenantId)
          .where('kid', 'in', retired)
          .execute();
      }
      await transaction.insertInto('signing_keys').values(row).execute();
      return selectKeys(transaction, key.tenantId);
    });
    await notices.publish({ tenantId: key.tenantId, what: 'keys', key: key.kid });
    return this.#toKeys(rows);
  }

  #toKeys(rows: readonly SigningKeyRow[]): readonly SigningKey[] {
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      kid: row.kid,
      alg: row.alg as SigningKey['alg'],
      jwk: openJson<JsonObject>(this.#context.secretBox, row.sealed_jwk),
      createdAt: row.created_at,
      ...(row.retired_at !== null && { retiredAt: row.retired_at }),
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    }));
  }
}

interface KeyWrite extends Pick<StoreContext, 'database' | 'secretBox'> {
  /** That of the tenant's write. */
  readonly transaction: Transaction<Schema>;
}

/** Does to the keys of a tenant what its write says. */
export async function changeSigningKeys(
  { transaction, database, secretBox }: KeyWrite,
  tenantId: string,
  change: SigningKeyChange | undefined,
): Promise<void> {
  if (change === undefined) return;
  if (database.dialect === 'postgres') await lockKeys(transaction, tenantId);
  const before = await selectKeys(transaction, tenantId);
  const retired = before
    .filter(({ kid, alg, retired_at: retiredAt, expires_at: expiresAt }) =>
      retiresWith(change, { kid, alg: alg as SigningKey['alg'], retiredAt, expiresAt }),
    )
    .map(({ kid }) => kid);
  if (retired.length > 0) {
    await transaction
      .updateTable('signing_keys')
      .set({ retired_at: change.at, expires_at: change.publishedUntil })
      .where('tenant_id', '=', tenantId)
      .where('kid', 'in', retired)
      .execute();
  }
  for (const key of change.added) {
    const { tenant_id: _tenantId, kid: _kid, ...columns } = toKeyRow(key, sealJson(secretBox, key.jwk));
    await transaction
      .insertInto('signing_keys')
      .values({ tenant_id: tenantId, kid: key.kid, ...columns })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'kid']).doUpdateSet(columns))
      .execute();
  }
}

/** A key of the same kind that still signs when the new one would begin to. */
function isLivingSibling(candidate: SigningKeyRow, key: SigningKey): boolean {
  const isOver = (end: number | null): boolean => end !== null && end <= key.createdAt;
  return candidate.alg === key.alg && !isOver(candidate.retired_at) && !isOver(candidate.expires_at);
}

/** One node at a time decides for a tenant; there may be no row to lock yet. SQLite's transactions exclude each other anyway. */
async function lockKeys(transaction: Transaction<Schema>, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tessera:signing-keys:${tenantId}`}, 0))`.execute(
    transaction,
  );
}

async function selectKeys(kysely: Kysely<Schema>, tenantId: string): Promise<SigningKeyRow[]> {
  return kysely
    .selectFrom('signing_keys')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at')
    .orderBy('kid')
    .execute();
}

function toKeyRow(key: SigningKey, sealedJwk: string): SigningKeyRow {
  return {
    tenant_id: key.tenantId,
    kid: key.kid,
    alg: key.alg,
    sealed_jwk: sealedJwk,
    created_at: key.createdAt,
    retired_at: key.retiredAt ?? null,
    expires_at: key.expiresAt ?? null,
  };
}
