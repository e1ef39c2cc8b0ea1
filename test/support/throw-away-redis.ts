import { findRedisServer, startRedis } from '@tessera/testkit';
import type { StartedRedis } from '@tessera/testkit';

const program = findRedisServer();

export const hasRedis: boolean = program !== undefined;

/** `describe` where `redis-server` is installed; elsewhere the suite is skipped, in a CI run it fails. */
export const describeWithRedis: jest.Describe = hasRedis ? describe : withoutRedis();

/** A server that belongs to one suite, kept in memory only. */
export function startThrowAwayRedis(): Promise<StartedRedis> {
  return startRedis(program ?? '');
}

function withoutRedis(): jest.Describe {
  const reason = 'redis-server is not on the PATH';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`skipping what needs a Redis server of its own: ${reason}\n`);
  return describe.skip;
}
