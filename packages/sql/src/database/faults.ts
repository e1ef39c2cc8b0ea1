import { TesseraError } from '@tessera/core';

/** Thrown by the SQLite connection: libsql would cut the text at U+0000 and match, or store, another one. */
export const UNSTORABLE_TEXT = 'UNSTORABLE_TEXT';

const UNIQUE_VIOLATIONS = new Set(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);
const LOST_TO_ANOTHER_TRANSACTION = new Set(['40001', '40P01', 'SQLITE_BUSY_SNAPSHOT']);

/** Thrown inside a transaction to have it rolled back and run again from the start. */
export class LostRace extends Error {
  override readonly name: string = 'LostRace';
}

/** True for a text with U+0000, which neither database can hold. */
export function isUnstorableText(error: unknown): boolean {
  const code = codeOf(error);
  return code === UNSTORABLE_TEXT || code === '22021'; // 22021: character_not_in_repertoire
}

/** True when the same transaction may well succeed if it is run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return error instanceof LostRace || UNIQUE_VIOLATIONS.has(code) || LOST_TO_ANOTHER_TRANSACTION.has(code);
}

/**
 * What the callers of a store see of a driver's failure. The cause names the driver's code only: messages and `detail` of a driver may quote
 * the parameters of the statement.
 */
export function toTesseraError(error: unknown): TesseraError {
  if (error instanceof TesseraError) return error;
  if (isUnstorableText(error))
    return new TesseraError('ERR_INVALID_DOCUMENT', 'text with the character U+0000 cannot be stored');
  return new TesseraError(
    'ERR_STORE_UNAVAILABLE',
    `the database did not answer as it should (${describeFault(error)})`,
    {
      cause: new Error(describeFault(error)),
    },
  );
}

function describeFault(error: unknown): string {
  const code = codeOf(error);
  if (!(error instanceof Error)) return code || 'unknown fault';
  if ('severity' in error) return `PostgreSQL ${code}`;
  if (code.startsWith('SQLITE_')) return code;
  if ('syscall' in error) return `${String(error.syscall)} ${code}`;
  // Everything else comes from the drivers themselves (time-outs, closed pools) and holds no data.
  return error.message;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
