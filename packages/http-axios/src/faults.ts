import { DestinationDenied } from './destination-guard.js';

/** Why one exchange had no answer. */
export type ExchangeFault = 'unreachable' | 'timeout' | 'transport';

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
  'ESERVFAIL',
  'EREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

const TIMEOUT: ReadonlySet<string> = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ETIMEOUT']);

/**
 * Names the fault behind an error of axios, Node or the guard. The cause says where and which code, and nothing else: messages of axios and
 * the objects that hang on them carry URL, headers and body.
 */
export function faultOf(error: unknown, origin: string): { readonly fault: ExchangeFault; readonly cause: string } {
  if (error instanceof DestinationDenied) return { fault: 'transport', cause: error.message };
  const code = codeOf(error);
  const cause = isOversize(error) ? `the answer of ${origin} is too large` : `call to ${origin} failed: ${code}`;
  if (UNREACHABLE.has(code)) return { fault: 'unreachable', cause };
  if (TIMEOUT.has(code)) return { fault: 'timeout', cause };
  return { fault: 'transport', cause };
}

/** The code nearest to the network; axios wraps some errors under codes of its own. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const inner = error.cause instanceof Error ? codeOf(error.cause) : undefined;
  if (inner !== undefined && inner !== 'Error') return inner;
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  return error.name;
}

/** axios has no code of its own for an answer beyond `maxContentLength`. */
function isOversize(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('maxContentLength');
}
