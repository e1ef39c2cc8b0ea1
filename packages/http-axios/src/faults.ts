import { AnswerUnusable } from './answer-unusable.js';
import { DestinationDenied } from './destination-guard.js';
import { TimeOver } from './limits.js';

/** Why one exchange had no answer. */
export type ExchangeFault = 'unreachable' | 'timeout' | 'transport';

/** Nobody was there: name service, route or port. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
]);

const TIMEOUT: ReadonlySet<string> = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ETIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Names the fault behind an error of axios, Node or the guard. The cause says where and which code, and nothing else: messages of axios and
 * the objects that hang on them carry URL, headers and body.
 */
export function faultOf(error: unknown, origin: string): { readonly fault: ExchangeFault; readonly cause: string } {
  if (error instanceof DestinationDenied) return { fault: 'transport', cause: error.message };
  if (error instanceof TimeOver) return { fault: 'timeout', cause: `call to ${origin} failed: ${error.message}` };
  if (error instanceof AnswerUnusable)
    return { fault: 'transport', cause: `call to ${origin} failed: ${error.message}` };
  const code = codeOf(error);
  const cause = `call to ${origin} failed: ${code}`;
  if (UNREACHABLE.has(code)) return { fault: 'unreachable', cause };
  return { fault: TIMEOUT.has(code) ? 'timeout' : 'transport', cause };
}

/** Node's code; the name of an error that has none. Looked at by shape: errors of Node may come from another realm than this module. */
function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' ? name : 'unknown error';
}
