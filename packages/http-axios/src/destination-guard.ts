import type { Clock } from '@tessera/core';
import { type AddressBlock, isInside, isLoopback, isPublic, parseAddress, parseBlock } from './address-ranges.js';
import { KeptAnswers } from './kept-answers.js';
import { type HostAddress, type ResolveHost, resolveWithSystem } from './resolve-host.js';

/** Exceptions from the destination guard of specification 1.7. */
export interface DestinationGuardOptions {
  /** Host names, or literal addresses, that may be reached wherever they are. Compared without case; no wildcards. */
  readonly allowHosts?: readonly string[];
  /** CIDR blocks that may be reached. */
  readonly allowCidrs?: readonly string[];
  /** Names that stand for an address, instead of asking the name service; the address is checked like any other. */
  readonly hostAliases?: Readonly<Record<string, string>>;
  /** Development: 127.0.0.0/8 and ::1 may be reached. */
  readonly allowLoopback?: boolean;
  /** Seconds for which an answer of the name service is used again; 5 by default, 0 asks for every call. */
  readonly keepResolvedSeconds?: number;
  /** The name service; the system's by default. */
  readonly resolve?: ResolveHost;
}

/** Where a call may go: the addresses that were checked, and no others. */
export interface Destination {
  readonly host: string;
  readonly addresses: readonly HostAddress[];
  /** The addresses as one text. Part of the name under which sockets are pooled. */
  readonly pin: string;
}

/** The destination is in a denied range. The message is for the operator. */
export class DestinationDenied extends Error {
  override readonly name: string = 'DestinationDenied';

  constructor(host: string, address: string) {
    const place = host === address ? host : `${host} (${address})`;
    super(`destination ${place} is denied; admit it with outbound.allow_hosts or outbound.allow_cidrs`);
  }
}

/** Keeps outbound calls away from internal networks: resolves a host once and checks every address before anything is sent. */
export class DestinationGuard {
  private readonly hosts: ReadonlySet<string>;
  private readonly blocks: readonly AddressBlock[];
  private readonly aliases: ReadonlyMap<string, string>;
  private readonly allowLoopback: boolean;
  private readonly resolve: ResolveHost;
  /** `getaddrinfo` runs on the same few threads as password hashing: a look-up for every call would wait behind log-ins. */
  private readonly admitted: KeptAnswers<Destination>;

  /** @throws RangeError when a block or an alias is malformed, or a block would switch the guard off */
  constructor(clock: Clock, options: DestinationGuardOptions = {}) {
    this.hosts = new Set((options.allowHosts ?? []).map(canonicalHost));
    this.blocks = (options.allowCidrs ?? []).map(parseBlock);
    this.aliases = new Map(Object.entries(options.hostAliases ?? {}).map(([name, to]) => [canonicalHost(name), to]));
    for (const [name, to] of this.aliases) {
      if (!parseAddress(to)) throw new RangeError(`hostAliases: "${to}" for "${name}" is not an IP address`);
    }
    this.allowLoopback = options.allowLoopback ?? false;
    this.resolve = options.resolve ?? resolveWithSystem;
    this.admitted = new KeptAnswers((host) => this.check(canonicalHost(host)), clock, options.keepResolvedSeconds ?? 5);
  }

  /**
   * Checks the host of a URL, in the form in which the URL parser gives it: odd forms of IPv4 addresses are already normalised.
   *
   * @throws DestinationDenied when one of its addresses is denied
   * @throws Error of the name service, with Node's `code`
   */
  admit(urlHost: string): Promise<Destination> {
    return this.admitted.get(urlHost);
  }

  /** The next call asks the name service again. */
  forget(urlHost: string): void {
    this.admitted.forget(urlHost);
  }

  private async check(host: string): Promise<Destination> {
    const addresses = await this.addressesOf(host);
    for (const { address } of addresses) {
      if (!this.hosts.has(host) && !this.admits(address)) throw new DestinationDenied(host, address);
    }
    return { host, addresses, pin: addresses.map(({ address }) => address).join(',') };
  }

  private async addressesOf(host: string): Promise<readonly HostAddress[]> {
    const literal = parseAddress(this.aliases.get(host) ?? host);
    if (literal) return [{ address: literal.toString(), family: literal.kind() === 'ipv6' ? 6 : 4 }];
    const found = await this.resolve(host);
    if (found.length === 0) throw Object.assign(new Error('the name has no address'), { code: 'ENODATA' });
    return found;
  }

  private admits(text: string): boolean {
    const address = parseAddress(text);
    if (!address) return false;
    if (isPublic(address) || (this.allowLoopback && isLoopback(address))) return true;
    return this.blocks.some((block) => isInside(address, block));
  }
}

function canonicalHost(host: string): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const name = bare.toLowerCase().replace(/\.$/, '');
  return parseAddress(name)?.toString() ?? name;
}
