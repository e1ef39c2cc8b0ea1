import { randomBytes } from 'node:crypto';
import type { SecretBox, SecurityEventStore } from '@tessera/core';
import { AesGcmSecretBox } from '@tessera/crypto';
import { MemorySecurityEventStore } from '@tessera/memory';
import {
  createRedis,
  OutboxRelay,
  RedisBudgets,
  RedisTransactionStore,
  type CreateRedisOptions,
  type RedisConnection,
} from '@tessera/redis';

export interface SceneOptions extends CreateRedisOptions {
  readonly keyPrefix?: string;
  readonly secretBox?: SecretBox;
  readonly events?: SecurityEventStore;
  readonly cachedSnapshots?: number;
}

/** One node: its connection and what lies on it. */
export interface Scene {
  readonly redis: RedisConnection;
  readonly keyPrefix: string;
  readonly secretBox: SecretBox;
  readonly events: SecurityEventStore;
  readonly errors: unknown[];
  readonly budgets: RedisBudgets;
  readonly store: RedisTransactionStore;
  /** Delivers what is in the outbox, however young. */
  readonly relay: OutboxRelay;
  /** Another node of the same installation. */
  readonly another: (options?: Partial<SceneOptions>) => Promise<Scene>;
  /** Closes the connection and removes all keys of the prefix. */
  readonly dispose: () => Promise<void>;
}

/** Patient by default: a busy machine is not what most tests are about. */
const PATIENCE = { commandTimeoutMilliseconds: 5_000, connectTimeoutMilliseconds: 5_000 };

export async function openScene(options: SceneOptions): Promise<Scene> {
  const keyPrefix = options.keyPrefix ?? freshPrefix();
  const secretBox = options.secretBox ?? aSecretBox();
  const events = options.events ?? new MemorySecurityEventStore();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const redis = createRedis({ ...PATIENCE, ...options });
  await redis.ready();
  const shared = { redis, keyPrefix, secretBox, events, onError };
  const store = new RedisTransactionStore({
    ...shared,
    ...(options.cachedSnapshots === undefined ? {} : { cachedSnapshots: options.cachedSnapshots }),
  });
  const others: Scene[] = [];
  const another = async (different: Partial<SceneOptions> = {}): Promise<Scene> => {
    const scene = await openScene({ ...options, keyPrefix, secretBox, events, ...different });
    others.push(scene);
    return scene;
  };
  const dispose = async (): Promise<void> => {
    for (const other of others) await other.dispose();
    await store.close();
    await removeKeys(redis, keyPrefix).catch(() => undefined);
    await redis.close();
  };
  const budgets = new RedisBudgets({ redis, keyPrefix });
  const relay = new OutboxRelay({ ...shared, minimumAgeMilliseconds: 0 });
  return { redis, keyPrefix, secretBox, events, errors, budgets, store, relay, another, dispose };
}

/** A key prefix that no other run has. */
export function freshPrefix(): string {
  return `tessera-test-${randomBytes(6).toString('hex')}`;
}

export function aSecretBox(): SecretBox {
  return new AesGcmSecretBox([{ id: 'k1', secret: randomBytes(32) }]);
}

/** All keys of a prefix, on every node. */
export async function keysOf({ client }: RedisConnection, keyPrefix: string): Promise<string[]> {
  const nodes = 'nodes' in client ? client.nodes('master') : [client];
  const found: string[] = [];
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'MATCH', `${keyPrefix}:*`, 'COUNT', 1000);
      cursor = next;
      found.push(...keys);
    } while (cursor !== '0');
  }
  return found;
}

/** The names of the commands that are sent while `run` runs. */
export async function commandsDuring({ client }: RedisConnection, run: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const send = client.sendCommand.bind(client) as (...args: unknown[]) => unknown;
  const spied = client as unknown as { sendCommand?: unknown };
  spied.sendCommand = (command: { readonly name: string }, ...rest: unknown[]) => {
    names.push(command.name);
    return send(command, ...rest);
  };
  try {
    await run();
  } finally {
    delete spied.sendCommand;
  }
  return names;
}

/** Resolves as soon as `isTrue`; fails after `patience` milliseconds. */
export async function eventually(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  patience = 5_000,
): Promise<number> {
  const start = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - start > patience) throw new Error(`${what}: not within ${String(patience)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - start;
}

async function removeKeys(redis: RedisConnection, keyPrefix: string): Promise<void> {
  for (const key of await keysOf(redis, keyPrefix)) await redis.command(async (client) => client.unlink(key));
}
