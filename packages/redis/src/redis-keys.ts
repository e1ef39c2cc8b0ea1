import { createHash } from 'node:crypto';
import { TesseraError, type TransactionRef } from '@tessera/core';

const PREFIX = /^[A-Za-z0-9_.:-]{1,64}$/;

export const DEFAULT_KEY_PREFIX = 'tessera';

/**
 * The names of everything in Redis. What one commit touches (transaction, index, counters, outbox) carries the hash tag of the tenant and so
 * lies in one slot of a Redis Cluster, where one script may change it all.
 */
export class RedisKeys {
  private readonly prefix: string;
  /** How the names of the tenant that was asked for last begin. */
  private latest: { readonly tenantId: string | undefined; readonly names: string } = {
    tenantId: undefined,
    names: '',
  };

  /**
   * @param prefix separates installations that share a server
   * @throws TesseraError `ERR_SERVER_CONFIGURATION` when it has other characters than letters, digits and `_ . : -`; a brace would be a hash tag
   */
  constructor(prefix: string = DEFAULT_KEY_PREFIX) {
    if (!PREFIX.test(prefix)) {
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `the Redis key prefix "${prefix}" has to be 1 to 64 letters, digits, "_", ".", ":" or "-"`,
      );
    }
    this.prefix = prefix;
  }

  /** A transaction, sealed. */
  transaction({ tenantId, id }: TransactionRef): string {
    return `${this.ofTenant(tenantId)}:tx:${id}`;
  }

  /** Sorted set: ids of the tenant's transactions by expiry. */
  transactionIndex(tenantId: string): string {
    return `${this.ofTenant(tenantId)}:txs`;
  }

  /** Stream: security events of the tenant that are committed and not known to be durable yet. */
  outbox(tenantId: string): string {
    return `${this.ofTenant(tenantId)}:outbox`;
  }

  /** A counter. */
  budget(tenantId: string, key: string): string {
    return `${this.ofTenant(tenantId)}:budget:${key}`;
  }

  /** The tenant of a transaction. In a slot of its own, for whoever asks does not know the tenant. */
  tenantOf(transactionId: string): string {
    return `${this.prefix}:txt:${transactionId}`;
  }

  /** Sorted set: tenants that may have an outbox, by the time they said so. */
  get outboxes(): string {
    return `${this.prefix}:outboxes`;
  }

  /** A cached token. The name is hashed: it may hold an address or a client id, and may be long. */
  token(name: string): string {
    return `${this.prefix}:token:${createHash('sha256').update(name, 'utf8').digest('base64url')}`;
  }

  /** Stream: change notices. */
  get notices(): string {
    return `${this.prefix}:notices`;
  }

  private ofTenant(tenantId: string): string {
    // A commit names a dozen keys of one tenant.
    if (tenantId === this.latest.tenantId) return this.latest.names;
    // Encoded, so that a brace or a colon in an id can neither end the hash tag nor reach into another tenant's names.
    const names = `${this.prefix}:{${encodeURIComponent(tenantId)}}`;
    this.latest = { tenantId, names };
    return names;
  }
}
