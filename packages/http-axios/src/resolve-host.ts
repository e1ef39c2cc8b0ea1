import { lookup } from 'node:dns/promises';

/** One answer of the name service. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Looks a host name up. Rejects with Node's DNS error codes. */
export type ResolveHost = (host: string) => Promise<readonly HostAddress[]>;

/** The system's resolver, `/etc/hosts` included. */
export const resolveWithSystem: ResolveHost = async (host) =>
  (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
