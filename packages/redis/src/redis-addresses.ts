import { TesseraError } from '@tessera/core';

/** What one or several Redis URLs say. */
export interface RedisAddresses {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/**
 * Reads `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. Several are the nodes of one deployment: scheme, user,
 * password and database are those of the first.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION`; the message repeats no URL, for it may hold a password
 */
export function readAddresses(urls: readonly string[]): RedisAddresses {
  const parsed = urls.map((url, index) => readUrl(url, index));
  const [first] = parsed;
  if (!first) throw refused('there is none');
  if (parsed.some(({ protocol }) => protocol !== first.protocol)) throw refused('"redis:" and "rediss:" are mixed');
  return {
    nodes: parsed.map(({ hostname, port }) => ({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) })),
    isTls: first.protocol === 'rediss:',
    username: decode(first.username),
    password: decode(first.password),
    database: databaseOf(first),
  };
}

function readUrl(text: string, index: number): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') {
    throw refused(`number ${String(index + 1)} is not redis://host:port or rediss://host:port`);
  }
  return url;
}

function databaseOf({ pathname }: URL): number {
  const text = pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(text)) throw refused('the path has to be the number of a database');
  return Number(text || 0);
}

function decode(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}

function refused(why: string): TesseraError {
  return new TesseraError('ERR_SERVER_CONFIGURATION', `the Redis URL cannot be used: ${why}`);
}
