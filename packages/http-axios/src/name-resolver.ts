import { lookup } from 'node:dns/promises';
import type { Clock, Instant } from '@tessera/core';

/** One answer of the name service. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Looks a host name up. Rejects with Node's DNS error codes. */
export type ResolveHost = (host: string) => Promise<readonly HostAddress[]>;

const MAX_NAMES = 1000;

/** The system's resolver, `/etc/hosts` included. */
export const resolveWithSystem: ResolveHost = async (host) =>
  (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));

/**
 * Resolves names and keeps the answers for some seconds: `getaddrinfo` runs on the same few threads as password hashing, so a look-up
 * for every call would wait behind log-ins. Callers that ask for the same name at the same time share one look-up.
 */
export class NameResolver {
  private readonly known = new Map<
    string,
    { readonly answer: Promise<readonly HostAddress[]>; readonly until: Instant }
  >();
  private readonly resolveHost: ResolveHost;
  private readonly clock: Clock;
  private readonly keepMilliseconds: number;

  constructor(resolveHost: ResolveHost, clock: Clock, keepSeconds: number) {
    this.resolveHost = resolveHost;
    this.clock = clock;
    this.keepMilliseconds = keepSeconds * 1000;
  }

  /** Rejects as {@link ResolveHost} does; a failure is not kept. */
  resolve(host: string): Promise<readonly HostAddress[]> {
    const now = this.clock.now();
    const found = this.known.get(host);
    if (found && now < found.until) return found.answer;
    if (this.known.size >= MAX_NAMES) this.known.clear();
    const answer = this.resolveHost(host);
    this.known.set(host, { answer, until: now + this.keepMilliseconds });
    answer.catch(() => {
      if (this.known.get(host)?.answer === answer) this.known.delete(host);
    });
    return answer;
  }

  /** The next call asks again: nobody answered at the addresses that are known. */
  forget(host: string): void {
    this.known.delete(host);
  }
}
