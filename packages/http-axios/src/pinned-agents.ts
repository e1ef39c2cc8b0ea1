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
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

export function createPinnedAgents(tls: TlsSettings = {}): PinnedAgents {
  const ca = tls.ca === undefined ? {} : { ca: typeof tls.ca === 'string' ? tls.ca : [...tls.ca] };
  return { httpAgent: new PinnedHttpAgent(KEEP_ALIVE), httpsAgent: new PinnedHttpsAgent({ ...KEEP_ALIVE, ...ca }) };
}

/** A look-up that asks nobody: it gives what the guard has checked. The TLS server name stays the host name. */
function lookupOf(destination: Destination): LookupFunction {
  const all = destination.addresses.map(({ address, family }) => ({ address, family }));
  return (_host, options, callback) => {
    const first = all[0];
    if (options.all) callback(null, all);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error('no address'), '');
  };
}

/** What axios calls in place of `http.request` or `https.request`. It passes on neither redirects nor another look-up. */
export interface PinnedTransport {
  request(options: PinnedRequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest;
}

/** A transport that connects to the addresses of `destination` only. `onConnected` runs when a socket, new or pooled, can be written to. */
export function pinnedTransport(destination: Destination, onConnected: () => void): PinnedTransport {
  return {
    request(options, onResponse) {
      const isTls = options.protocol === 'https:';
      options.lookup = lookupOf(destination);
      options.pin = destination.pin;
      const request = (isTls ? https : http).request(options, onResponse);
      request.once('socket', (socket) => {
        if (request.reusedSocket) onConnected();
        else socket.once(isTls ? 'secureConnect' : 'connect', onConnected);
      });
      return request;
    },
  };
}
