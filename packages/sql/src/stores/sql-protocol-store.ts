import { TesseraError, type Instant, type JsonObject, type ProtocolArtifact, type ProtocolStore } from '@tessera/core';
import type { ProtocolArtifactRow } from '../database/schema.js';
import { deleteInSlices } from './delete-in-slices.js';
import { openJson, sealJson } from './json-text.js';
import type { StoreContext } from './store-context.js';

/** What {@link ProtocolArtifact.payload} and the identifiers beside it are sealed as. */
type SealedArtifact = Omit<ProtocolArtifact, 'consumedAt' | 'expiresAt'> & { readonly payload: JsonObject };

/** Codes, tokens, grants and sessions in SQL. Payloads are encrypted; `uid` and `grantId` serve look-ups as hashes only. */
export class SqlProtocolStore implements ProtocolStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async upsert(artifact: ProtocolArtifact): Promise<void> {
    const row = this.#toRow(artifact);
    const { tenant_id: _tenant, kind: _kind, id: _id, ...columns } = row;
    await this.#context.database.run((kysely) =>
      kysely
        .insertInto('protocol_artifacts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['tenant_id', 'kind', 'id']).doUpdateSet(columns))
        .execute(),
    );
  }

  async find(tenantId: string, kind: string, id: string, now: Instant): Promise<ProtocolArtifact | undefined> {
    return this.#findLive({ tenantId, kind, column: 'id', value: id, now });
  }

  async findByUid(tenantId: string, kind: string, uid: string, now: Instant): Promise<ProtocolArtifact | undefined> {
    return this.#findLive({ tenantId, kind, column: 'uid_hash', value: this.#hash(uid), now });
  }

  async listByAccount(
    tenantId: string,
    kind: string,
    accountId: string,
    now: Instant,
  ): Promise<readonly ProtocolArtifact[]> {
    const rows = await this.#context.database.lookUp([], (kysely) =>
      kysely
        .selectFrom('protocol_artifacts')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('account_id', '=', accountId)
        .where('kind', '=', kind)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .execute(),
    );
    return rows.map((row) => this.#toArtifact(row));
  }

  async consume(tenantId: string, kind: string, id: string, now: Instant): Promise<boolean> {
    const result = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .updateTable('protocol_artifacts')
        .set({ consumed_at: now })
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('consumed_at', 'is', null)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .executeTakeFirst(),
    );
    return (result?.numUpdatedRows ?? 0n) > 0n;
  }

  async remove(tenantId: string, kind: string, id: string): Promise<boolean> {
    const result = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .deleteFrom('protocol_artifacts')
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return (result?.numDeletedRows ?? 0n) > 0n;
  }

  async removeByGrant(tenantId: string, grantId: string): Promise<void> {
    await this.#removeWhere(tenantId, 'grant_hash', this.#hash(grantId));
  }

  async removeByAccount(tenantId: string, accountId: string): Promise<void> {
    await this.#removeWhere(tenantId, 'account_id', accountId);
  }

  async purge(now: Instant): Promise<number> {
    return deleteInSlices((slice) =>
      this.#context.database.run((kysely) =>
        kysely
          .deleteFrom('protocol_artifacts')
          .where((where) =>
            where(
              where.refTuple('tenant_id', 'kind', 'id'),
              'in',
              where
                .selectFrom('protocol_artifacts')
                .select(['tenant_id', 'kind', 'id'])
                .where('expires_at', '<=', now)
                .limit(slice)
                .$asTuple('tenant_id', 'kind', 'id'),
            ),
          )
          .executeTakeFirst(),
      ),
    );
  }

  async #removeWhere(tenantId: string, column: 'grant_hash' | 'account_id', value: string): Promise<void> {
    await this.#context.database.lookUp([], (kysely) =>
      kysely.deleteFrom('protocol_artifacts').where('tenant_id', '=', tenantId).where(column, '=', value).execute(),
    );
  }

  async #findLive(key: {
    readonly tenantId: string;
    readonly kind: string;
    readonly column: 'id' | 'uid_hash';
    readonly value: string;
    readonly now: Instant;
  }): Promise<ProtocolArtifact | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .selectFrom('protocol_artifacts')
        .selectAll()
        .where('tenant_id', '=', key.tenantId)
        .where('kind', '=', key.kind)
        .where(key.column, '=', key.value)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', key.now)]))
        .executeTakeFirst(),
    );
    return row && this.#toArtifact(row);
  }

  #toRow(artifact: ProtocolArtifact): ProtocolArtifactRow {
    const { consumedAt, expiresAt, ...sealed } = artifact;
    const { tenantId, kind, id, uid, grantId, accountId } = artifact;
    return {
      tenant_id: tenantId,
      kind,
      id,
      uid_hash: uid === undefined ? null : this.#hash(uid),
      grant_hash: grantId === undefined ? null : this.#hash(grantId),
      account_id: accountId ?? null,
      consumed_at: consumedAt ?? null,
      expires_at: expiresAt ?? null,
      sealed_artifact: sealJson(this.#context.secretBox, sealed satisfies SealedArtifact),
    };
  }

  #toArtifact(row: ProtocolArtifactRow): ProtocolArtifact {
    const artifact = openJson<SealedArtifact>(this.#context.secretBox, row.sealed_artifact);
    if (artifact.tenantId !== row.tenant_id || artifact.kind !== row.kind || artifact.id !== row.id) {
      throw new TesseraError('ERR_INVARIANT', 'a stored protocol artifact belongs to another row');
    }
    return {
      ...artifact,
      ...(row.consumed_at !== null && { consumedAt: row.consumed_at }),
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    };
  }

  /** Both are long random values: a plain hash gives nothing away. */
  #hash(identifier: string): string {
    return this.#context.digests.sha256Hex(identifier);
  }
}
