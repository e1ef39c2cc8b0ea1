import { TesseraError } from '@tessera/core';

/**
 * What a caller is told when Redis did not do its part. The cause is the bare message: the client's own errors carry the arguments of the
 * command, which belong into no log.
 */
export function unavailable(cause: unknown): TesseraError {
  if (cause instanceof TesseraError) return cause;
  const message = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new TesseraError('ERR_STORE_UNAVAILABLE', `Redis is not available: ${message}`, { cause: new Error(message) });
}
