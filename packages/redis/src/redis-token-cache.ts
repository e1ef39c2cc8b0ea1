import { createHash } from 'node:crypto';
import type { Clock, Instant, SecretBox, TokenCache } from '@tessera/core';
import { DROP_TOKEN } from './lua/scripts.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';

export interface RedisTokenCacheDependencies {
  readonly redis: RedisConnection;
  readonly secretBox: SecretBox;
  /** Default `tessera`. */
  readonly keyPrefix?: string;
  /** Decides what has expired; the system's by default. */
  readonly clock?: Clock;
}

/**
 * Access tokens, shared by all nodes: sealed, with their digest beside them, so that a late `drop` can be compared without opening them.
 * A token that cannot be opened (its key is gone) is a miss. Without Redis every method rejects with `ERR_STORE_UNAVAILABLE`.
 */
export class RedisTokenCache implements TokenCache {
  private readonly redis: RedisConnection;
  private readonly secretBox: SecretBox;
  private readonly keys: RedisKeys;
  private readonly clock: Clock;

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the key prefix cannot be used */
  constructor(dependencies: RedisTokenCacheDependencies) {
    this.redis = dependencies.redis;
    this.secretBox = dependencies.secretBox;
    this.keys = new RedisKeys(dependencies.keyPrefix);
    this.clock = dependencies.clock ?? { now: () => Date.now() };
  }

  async find(key: string): Promise<string | undefined> {
    const text = await this.redis.command(async (client) => client.get(this.keys.token(key)));
    const [, expiresAt, sealed] = (text ?? '').split(' ');
    if (sealed === undefined || this.clock.now() >= Number(expiresAt)) return undefined;
    return this.open(key, sealed);
  }

  async store(key: string, token: string, expiresAt: Instant): Promise<void> {
    const name = this.keys.token(key);
    const lifetime = Math.floor(expiresAt - this.clock.now());
    if (lifetime <= 0) {
      await this.redis.command(async (client) => client.del(name));
      return;
    }
    const text = `${digestOf(token)} ${String(expiresAt)} ${this.secretBox.seal(JSON.stringify([key, token]))}`;
    await this.redis.command(async (client) => client.set(name, text, 'PX', lifetime));
  }

  async drop(key: string, token: string): Promise<void> {
    await this.redis.script(DROP_TOKEN, [this.keys.token(key)], [digestOf(token)]);
  }

  /** The name is sealed with the token: whoever can write to Redis must not be able to hand one tenant's token to another. */
  private open(key: string, sealed: string): string | undefined {
    try {
      const [name, token] = JSON.parse(this.secretBox.open(sealed)) as readonly [string, string];
      return name === key ? token : undefined;
    } catch {
      return undefined;
    }
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}
