import type { Caller, Tenant } from '@tessera/core';
import type { Request } from 'express';
import { presentedCookies } from './binding-cookies.js';
import { browserEvidence } from './origins.js';
import type { OriginOptions } from './origins.js';

/** Headers that mappings may always see; `cookie` and `authorization` they never see (specification 1.15). */
const ALWAYS_FORWARDABLE = ['accept-language', 'x-request-id', 'traceparent'];
const NEVER_FORWARDABLE = new Set(['cookie', 'authorization']);

export interface CallerOptions extends OriginOptions {
  /** Further header names, lower case. */
  readonly forwardableHeaders: readonly string[];
}

/** Who calls. `req.ip` honours forwarded addresses from trusted proxies only. */
export function callerOf(
  req: Request,
  tenant: Tenant | undefined,
  transactionId: string,
  options: CallerOptions,
): Caller {
  const names = [...ALWAYS_FORWARDABLE, ...options.forwardableHeaders].filter((name) => !NEVER_FORWARDABLE.has(name));
  const headers = names.flatMap((name) => {
    const value = req.headers[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const];
  });
  const userAgent = req.headers['user-agent'];
  return {
    ...(req.ip === undefined ? {} : { ipAddress: req.ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
    headers: Object.fromEntries(headers),
    binding: { ...presentedCookies(req, transactionId), ...browserEvidence(req, tenant, options) },
  };
}
