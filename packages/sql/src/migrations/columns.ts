import { sql, type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely } from 'kysely';

/** Migrations see the tables as they were, not as `Schema` has them now. */
export type AnyDatabase = Kysely<unknown>;

/** Shorthand for `addColumn(…, (column) => column.notNull())`. */
export function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}

/** Adds a number that grows with each inserted row, as the primary key. */
export function addOrdinal<T extends string>(
  table: CreateTableBuilder<T>,
  dialect: 'sqlite' | 'postgres',
): CreateTableBuilder<T, 'ordinal'> {
  return dialect === 'sqlite'
    ? table.addColumn('ordinal', 'integer', (column) => column.primaryKey())
    : table.addColumn('ordinal', 'bigint', (column) =>
        column.primaryKey().modifyEnd(sql`generated always as identity`),
      );
}
