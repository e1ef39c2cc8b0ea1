import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';

/**
 * Decides where a host may be reached: resolves it and gives the checked addresses, at least one. Rejects with Node's DNS error for an unknown
 * name, and with an error without `code`, whose message is for the operator, for a destination that is denied.
 */
export type ResolveDestination = (host: string) => Promise<readonly string[]>;

export interface SocketRequest {
  readonly host: string;
  readonly port: number;
  readonly resolve: ResolveDestination;
  readonly signal: AbortSignal;
}

/** The destination is denied, or has no address. The message is for the operator. */
export class DestinationRefused extends Error {
  override readonly name: string = 'DestinationRefused';
}

/**
 * Connects to one of the addresses that were checked, and to nothing else: the name is not asked for again, so that it cannot change its
 * meaning between check and use.
 * @throws DestinationRefused
 * @throws Error with Node's `code`; any error when the signal has aborted
 */
export async function openSocket({ host, port, resolve, signal }: SocketRequest): Promise<Socket> {
  const addresses = await beforeAbort(signal, resolve(host).catch(refused));
  if (addresses.length === 0) throw new DestinationRefused(`destination ${host} has no address`);
  const socket = connect({ host, port, lookup: lookupOf(addresses), autoSelectFamily: true });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
}

function refused(error: unknown): never {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') throw error;
  throw new DestinationRefused(typeof message === 'string' ? message : 'the destination is denied');
}

/** Name services have limits of their own, and those are longer. */
async function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal }).then(() => Promise.reject(new Error('aborted')));
  try {
    return await Promise.race([work, aborted]);
  } finally {
    aborted.catch(() => undefined);
    done.abort();
  }
}

function lookupOf(addresses: readonly string[]): LookupFunction {
  return (_host, options, callback) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    const first = all[0];
    if (options.all) callback(null, all);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error('no address'), '');
  };
}
