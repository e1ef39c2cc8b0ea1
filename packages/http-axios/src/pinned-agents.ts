import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Destination } from './destination-guard.js';

/** Options of a request whose connection may only go to checked addresses. */
export interface PinnedRequestOptions extends https.RequestOptions {
  pin?: string;
}

/** Idle sockets are dropped before servers do so (commonly after 5 s): a request written to a half-closed one would be lost. */
const KEEP_ALIVE = { keepAlive: true, timeout: 4000, scheduling: 'lifo' } as const;

/** Pools a socket under the addresses it may be connected to: it is not used again for a host that has since been resolved differently. */
class PinnedHttpAgent extends http.Agent {
  override getName(options: PinnedRequestOptions = {}): string {
    return `${super.getName(options)}:${options.pin ?? ''}`;
  }
}

/** The same for TLS; sessions are kept under that name too. */
class PinnedHttpsAgent extends https.Agent {
  override getName(options: PinnedRequestOptions = {}): string {
    return `${super.getName(options)}:${options.pin ?? ''}`;
  }
}

/** Settings of TLS connections beyond Node's defaults. */
export interface TlsSettings {
  /** Certificate authorities in PEM that replace Node's, e.g. a private one. */
  readonly ca?: string | readonly string[];
}

/** The two pools of one client. */
export interface PinnedAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

export function createPinnedAgents(tls: TlsSettings = {}): PinnedAgents {
  const ca = tls.ca === undefined ? {} : { ca: typeof tls.ca === 'string' ? tls.ca : [...tls.ca] };
  return { http: new PinnedHttpAgent(KEEP_ALIVE), https: new PinnedHttpsAgent({ ...KEEP_ALIVE, ...ca }) };
}

/** Begins a request to `url` on a socket that leads to an address of `destination`. The TLS server name stays the host name. */
export function openPinned(
  agents: PinnedAgents,
  destination: Destination,
  url: URL,
  options: Pick<PinnedRequestOptions, 'method' | 'headers'>,
): http.ClientRequest {
  const isTls = url.protocol === 'https:';
  const pinned: PinnedRequestOptions = {
    ...options,
    hostname: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port,
    path: url.pathname + url.search,
    agent: isTls ? agents.https : agents.http,
    lookup: lookupOf(destination),
    pin: destination.pin,
  };
  return (isTls ? https : http).request(pinned);
}

/** A look-up that asks nobody: it gives what the guard has checked. */
function lookupOf(destination: Destination): LookupFunction {
  return (_host, options, callback) => {
    const all = destination.addresses.map(({ address, family }) => ({ address, family }));
    const first = all[0];
    if (options.all) callback(null, all);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error('no address'), '');
  };
}
