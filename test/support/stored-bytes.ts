import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Every file of a folder, as it lies on disk. */
export function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name))]));
}

/** Every key and value of a Redis server. */
export async function contentsOfRedis(url: string): Promise<Buffer> {
  const redis = new Redis(url);
  try {
    const parts: Buffer[] = [];
    for (const key of await redis.keys('*')) parts.push(Buffer.from(`${key}\n`), ...(await valueOf(redis, key)));
    return Buffer.concat(parts);
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<readonly Buffer[]> {
  const read: Readonly<Record<string, readonly [string, ...string[]]>> = {
    string: ['GET', key],
    hash: ['HGETALL', key],
    list: ['LRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
    zset: ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    stream: ['XRANGE', key, '-', '+'],
  };
  const type = await redis.type(key);
  const [command, ...args] = read[type] ?? [];
  if (command !== undefined) return flat(await redis.callBuffer(command, ...args));
  // It has expired meanwhile.
  if (type === 'none') return [];
  throw new Error(`the type ${type} of ${key} cannot be read`);
}

function flat(reply: unknown): readonly Buffer[] {
  if (Buffer.isBuffer(reply)) return [reply, Buffer.from('\n')];
  return Array.isArray(reply) ? reply.flatMap(flat) : [];
}

export interface RedisWatch {
  /** All commands so far, a line each. */
  readonly text: () => string;
  readonly stop: () => void;
}

/** Writes down everything that is sent to a Redis server from now on, scripts' own commands included. */
export async function watchRedis(url: string): Promise<RedisWatch> {
  const redis = new Redis(url);
  const monitor = await redis.monitor();
  const lines: string[] = [];
  monitor.on('monitor', (_time: string, args: readonly string[]) => void lines.push(args.join(' ')));
  return {
    text: () => lines.join('\n'),
    stop: () => {
      monitor.disconnect();
      redis.disconnect();
    },
  };
}
