import type { Schema } from '../operation.js';
import { ANY, closed, constant, COUNT, FLAG, INSTANT, listOf, ref, TEXT } from './shapes.js';

/** What all resources of the management API have in common (specification 5.2). */
export const COMMON_SCHEMAS: Readonly<Record<string, Schema>> = {
  Change: {
    ...closed({ pointer: TEXT }, { before: ANY, after: ANY, secret_changed: constant(true) }),
    description: 'One place where two states differ; a side that lacks the place leaves it out.',
  },
  DocumentVersion: closed({
    version: { type: 'integer', minimum: 1 },
    created_at: INSTANT,
    operator: TEXT,
    operation: TEXT,
  }),
  VersionDiff: closed({ from: COUNT, to: COUNT, diff: listOf(ref('Change')) }),
  RollbackRequest: closed({ version: { type: 'integer', minimum: 1 } }),
};

const WARNINGS = { warnings: { ...listOf(ref('Warning')), minItems: 1 } };

/** A page of a list. */
export function pageOf(item: Schema): Schema {
  return closed({ list: listOf(item), total_count: COUNT, limit: { type: 'integer', minimum: 1 }, offset: COUNT });
}

/** The envelope of a creation. */
export function creation(view: Schema): Schema {
  return closed({ dry_run: FLAG, result: view }, WARNINGS);
}

/** The envelope of a replacement, a change or a rollback. */
export function update(view: Schema): Schema {
  return closed({ dry_run: FLAG, result: view, diff: listOf(ref('Change')) }, WARNINGS);
}

/** What a deletion would do. */
export const DELETION: Schema = closed({ dry_run: constant(true), id: TEXT }, WARNINGS);
