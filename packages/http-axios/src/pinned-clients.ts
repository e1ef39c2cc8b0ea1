import type { LookupFunction } from 'node:net';
import { Client } from 'undici';
import type { Destination } from './destination-guard.js';

/** Idle sockets to one destination; more are closed after use. */
const MAX_IDLE = 256;

/** Idle sockets are dropped before servers do so (commonly after 5 s): a request written to a half-closed one would be lost. */
const IDLE_MILLISECONDS = 4000;

/** Settings of TLS connections beyond Node's defaults. */
export interface TlsSettings {
  /** Certificate authorities in PEM that replace Node's, e.g. a private one. */
  readonly ca?: string | readonly string[];
}

export interface PinnedClientsOptions {
  /** Connecting and TLS end then, although nobody may be waiting for them any more. */
  readonly connectMilliseconds: number;
  readonly tls?: TlsSettings | undefined;
}

/**
 * Clients of one socket each, lent to one request at a time and kept under the addresses that they may connect to: none is used again for a
 * host that has since been resolved differently. The TLS server name stays the host name. undici's own `Pool` would open a second socket for
 * a request that follows another at once, and would keep a client for every request that it refuses to send.
 */
export class PinnedClients {
  private readonly idle = new Map<string, Client[]>();
  private readonly open = new Set<Client>();
  private readonly options: Client.Options;
  private readonly connectOptions: { readonly timeout: number; readonly ca?: string | string[] };

  constructor({ connectMilliseconds, tls: { ca } = {} }: PinnedClientsOptions) {
    const authorities = ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] };
    this.connectOptions = { ...authorities, timeout: connectMilliseconds };
    this.options = {
      keepAliveTimeout: IDLE_MILLISECONDS,
      // A server may ask for less time, never for more.
      keepAliveMaxTimeout: IDLE_MILLISECONDS,
      // Each request has limits of its own, which know its deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
  }

  /**
   * Lends a client for one request to `origin` at an address of `destination`: the one used last, so that those which a peak left behind go
   * idle and close. It is kept when `use` succeeds; when `use` fails its socket is destroyed.
   */
  async lend<T>(origin: string, destination: Destination, use: (client: Client) => Promise<T>): Promise<T> {
    const key = `${origin} ${destination.pin}`;
    const client = this.idle.get(key)?.pop() ?? this.connect(origin, destination, key);
    try {
      const result = await use(client);
      this.keep(key, client);
      return result;
    } catch (error) {
      this.drop(client);
      throw error;
    }
  }

  /** Closes idle and busy sockets. Calls that are under way end in a fault. */
  close(): void {
    for (const client of this.open) this.drop(client);
    this.idle.clear();
  }

  private connect(origin: string, destination: Destination, key: string): Client {
    const client = new Client(origin, {
      ...this.options,
      connect: { ...this.connectOptions, lookup: lookupOf(destination) },
    });
    this.open.add(client);
    client.on('disconnect', () => this.forgetIdle(key, client));
    return client;
  }

  private keep(key: string, client: Client): void {
    const others = this.idle.get(key);
    if (client.destroyed || (others && others.length >= MAX_IDLE)) this.drop(client);
    else if (others) others.push(client);
    else this.idle.set(key, [client]);
  }

  private drop(client: Client): void {
    this.open.delete(client);
    void client.destroy();
  }

  /** A client that is lent connects again by itself, or tells its request; an idle one has served its time. */
  private forgetIdle(key: string, client: Client): void {
    const others = this.idle.get(key);
    const at = others?.indexOf(client) ?? -1;
    if (!others || at < 0) return;
    others.splice(at, 1);
    if (others.length === 0) this.idle.delete(key);
    this.drop(client);
  }
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
