import type { IncomingMessage } from 'node:http';
import type { errors } from 'oidc-provider';
import { TesseraError, type Instant } from '@tessera/core';
import type { ProtocolEvent } from '../events.js';
import type { SessionVerdict } from '../options.js';

/** Our own notes about one request while the library works on it. */
export interface Exchange {
  /** `finish`: the answer is captured instead of written. */
  readonly kind: 'serve' | 'finish';
  readonly ipAddress?: string;
  readonly userAgent?: string;
  /** Recorded before the answer leaves. */
  readonly events: ProtocolEvent[];
  /** The refusal that the library is about to answer. */
  error?: errors.OIDCProviderError;
  /** A fault, not a refusal; thrown to the caller of the server. */
  fault?: unknown;
  /** The JWT that was presented to introspection or revocation. */
  presentedJwt?: string;
  /** The engine's word about the session, asked once. */
  verdict?: Promise<SessionVerdict>;
  /** How the user of a password grant signed in. */
  login?: { readonly acr?: string; readonly amr: readonly string[]; readonly authenticatedAt: Instant };
  captured?: { readonly status: number; readonly location?: string };
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

export function openExchange(req: IncomingMessage, exchange: Exchange): Exchange {
  exchanges.set(req, exchange);
  return exchange;
}

/** @throws TesseraError `ERR_INVARIANT` for a request that did not come through the server's own door */
export function exchangeOf(req: IncomingMessage): Exchange {
  const exchange = exchanges.get(req);
  if (exchange === undefined) throw new TesseraError('ERR_INVARIANT', 'request without an exchange');
  return exchange;
}
