import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findRedisServer, startRedis } from '@tessera/testkit';
import type { StartedRedis } from '@tessera/testkit';
import { Child } from '../processes/child.js';
import { Generator } from '../processes/generator.js';
import { SERVER_FLAGS, startTessera } from '../processes/tessera.js';
import type { Tessera, TesseraOptions } from '../processes/tessera.js';

/** Durations of a run. */
export interface Pace {
  /** Of a load at full speed; as many actors. */
  readonly connections: number;
  readonly rounds: number;
  readonly roundMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** A server that is no Tessera. */
export interface SmallServer {
  readonly child: Child;
  readonly port: number;
}

/** What a scenario works with: processes that end with it. */
export class Lab {
  readonly pace: Pace;
  readonly folder: string;
  readonly outbox: string;
  readonly generator: Generator;
  readonly progress: (text: string) => void;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(lab: Pick<Lab, 'pace' | 'folder' | 'outbox' | 'generator' | 'progress'>) {
    this.pace = lab.pace;
    this.folder = lab.folder;
    this.outbox = lab.outbox;
    this.generator = lab.generator;
    this.progress = lab.progress;
    this.#ends.push(() => lab.generator.child.stop());
  }

  static async open(pace: Pace, progress: (text: string) => void): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-'));
    const outbox = join(folder, 'outbox.sock');
    return new Lab({ pace, folder, outbox, progress, generator: await Generator.start(folder, outbox) });
  }

  async tessera(options: Omit<TesseraOptions, 'folder' | 'outbox'>): Promise<Tessera> {
    const { folder, outbox } = this;
    const tessera = await startTessera({ ...options, folder, outbox });
    this.#ends.push(() => tessera.child.stop());
    return tessera;
  }

  /** @param name of a module in `servers/` */
  async server(
    name: 'echo' | 'better-auth' | 'provider',
    env: Readonly<Record<string, string>> = {},
  ): Promise<SmallServer> {
    const script = fileURLToPath(new URL(`../servers/${name}.js`, import.meta.url));
    const { folder, outbox } = this;
    const child = new Child({
      name: `${name}-${this.#ends.length}`,
      script,
      folder,
      // What Tessera is compared with gets what Tessera gets; the echo is the yardstick, and stock.
      flags: name === 'better-auth' ? SERVER_FLAGS : [],
      env: { NODE_ENV: 'production', BENCH_OUTBOX: outbox, ...env },
    });
    this.#ends.push(() => child.stop());
    return { child, port: await child.message((message) => (message as { port?: number }).port) };
  }

  /** A Redis server of this run. @throws Error where `redis-server` is not installed */
  async redis(): Promise<StartedRedis> {
    const program = findRedisServer();
    if (program === undefined) throw new Error('redis-server is not on the PATH');
    const redis = await startRedis(program);
    this.#ends.push(() => redis.stop());
    return redis;
  }

  /** The last comes first. */
  whenClosed(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  async close(): Promise<void> {
    for (const end of this.#ends.reverse()) await end().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
