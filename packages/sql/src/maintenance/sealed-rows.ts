import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { JsonValue, SecretBox } from '@tessera/core';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';
import { parseStored } from '../stores/json-text.js';

/** A column that is encrypted, as a whole or where a document has a secret. */
export interface SealedColumn {
  readonly table: keyof Schema;
  /** The primary key, in its order. */
  readonly key: readonly string[];
  readonly column: string;
  /** `json`: sealed texts are somewhere inside. */
  readonly form: 'sealed' | 'json';
}

/** Everything that is encrypted in a database. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'clients', key: ['tenant_id', 'client_id'], column: 'sealed_secret', form: 'sealed' },
  { table: 'users', key: ['tenant_id', 'sub'], column: 'sealed_profile', form: 'sealed' },
  { table: 'documents', key: ['tenant_id', 'kind', 'id'], column: 'document', form: 'json' },
  { table: 'document_versions', key: ['tenant_id', 'kind', 'id', 'version'], column: 'document', form: 'json' },
  { table: 'protocol_artifacts', key: ['tenant_id', 'kind', 'id'], column: 'sealed_artifact', form: 'sealed' },
  { table: 'signing_keys', key: ['tenant_id', 'kid'], column: 'sealed_jwk', form: 'sealed' },
];

type Value = string | number;
type AnyTables = Record<string, Record<string, Value>>;

/** One row of a {@link SealedColumn}. */
export interface SealedRow {
  /** Of the columns of its key. */
  readonly key: readonly Value[];
  readonly text: string;
}

const MOST_ROWS = 200;

/** The tables, for queries whose columns are known at run time only. */
export function anyTables({ kysely }: Database): Kysely<AnyTables> {
  return kysely as unknown as Kysely<AnyTables>;
}

/** All rows with a value, in slices by the order of the key: what is added behind the reader is not seen. */
export async function* readSealedRows(
  database: Database,
  { table, key, column }: SealedColumn,
): AsyncGenerator<readonly SealedRow[]> {
  for (let last: readonly Value[] | undefined; ;) {
    const from = last;
    const rows = await database.run(() => {
      let query = anyTables(database)
        .selectFrom(table)
        .select([...key, column])
        .where(column, 'is not', null);
      if (from !== undefined) query = query.where((where) => isAfter(where, key, from));
      for (const part of key) query = query.orderBy(part);
      return query.limit(MOST_ROWS).execute();
    });
    const slice = rows.map((row) => ({ key: key.map((part) => row[part] ?? ''), text: String(row[column]) }));
    if (slice.length > 0) yield slice;
    last = slice.at(-1)?.key;
    if (last === undefined || slice.length < MOST_ROWS) return;
  }
}

/** `(a, b) > (x, y)`, in the form that both databases use an index for. */
function isAfter(
  where: ExpressionBuilder<AnyTables, string>,
  [column = '', ...columns]: readonly string[],
  [value = '', ...values]: readonly Value[],
): Expression<SqlBool> {
  const isGreater = where(column, '>', value);
  if (columns.length === 0) return isGreater;
  return where.or([isGreater, where.and([where(column, '=', value), isAfter(where, columns, values)])]);
}

/** The text with every sealed text in it replaced; the very same text when `replace` changes nothing. */
export function replaceSealed(
  text: string,
  form: SealedColumn['form'],
  box: SecretBox,
  replace: (sealed: string) => string,
): string {
  if (form === 'sealed') return replace(text);
  const document = parseStored<JsonValue>(text);
  let isChanged = false;
  const visit = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      const next = box.isSealed(value) ? replace(value) : value;
      isChanged ||= next !== value;
      return next;
    }
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map(visit);
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, visit(child)]));
  };
  const next = visit(document);
  return isChanged ? JSON.stringify(next) : text;
}
