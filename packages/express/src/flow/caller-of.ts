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
  const headers: Record<string, string> = {};
  for (const name of ALWAYS_FORWARDABLE) addHeader(headers, req, name);
  for (const name of options.forwardableHeaders) if (!NEVER_FORWARDABLE.has(name)) addHeader(headers, req, name);
  const { ip } = req;
  const userAgent = req.headers['user-agent'];
  return {
    ...(ip === undefined ? {} : { ipAddress: ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
    headers,
    binding: { ...presentedCookies(req, transactionId), ...browserEvidence(req, tenant, options) },
  };
}

function addHeader(headers: Record<string, string>, req: Request, name: string): void {
  const value = req.headers[name];
  if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
}
