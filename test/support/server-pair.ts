import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedRedis } from '@tessera/testkit';
import type { Environment } from './child.js';
import { freePort } from './free-port.js';
import { requestJson } from './json-request.js';
import type { Answer } from './json-request.js';
import { SignIn } from './sign-in.js';
import { startServer } from './start-server.js';
import type { RunningServer } from './start-server.js';
import { startThrowAwayRedis } from './throw-away-redis.js';

/** Two server processes of one installation: one public URL, one storage, one Redis. */
export interface ServerPair {
  readonly servers: readonly [RunningServer, RunningServer];
  readonly redis: StartedRedis;
  stop(): Promise<void>;
}

/** @param env settings of both; without a database URL they share a SQLite file */
export async function startServerPair(env: Environment = {}): Promise<ServerPair> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-pair-'));
  const redis = await startThrowAwayRedis();
  const port = await freePort();
  const shared = { TESSERA_REDIS_URL: redis.url, TESSERA_PUBLIC_URL: `http://localhost:${port}`, ...env };
  const started: RunningServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
    await redis.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const start = async (options: { readonly port?: number }): Promise<RunningServer> => {
    const server = await startServer({ dataDir, env: shared, ...options });
    started.push(server);
    return server;
  };
  try {
    // One after the other: the first makes the keys that both use.
    return { servers: [await start({ port }), await start({})], redis, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One login whose calls go to the servers in turn, as behind a load balancer. */
export class BalancedSignIn {
  readonly id: string;
  private readonly pair: ServerPair;
  private calls = 0;

  private constructor(pair: ServerPair, id: string) {
    this.pair = pair;
    this.id = id;
  }

  static async start(pair: ServerPair): Promise<BalancedSignIn> {
    const { id } = await SignIn.start(pair.servers[0].variables);
    return new BalancedSignIn(pair, id);
  }

  post(interaction: string, body: unknown = {}): Promise<Answer> {
    const { servers } = this.pair;
    const { url, variables } = servers[this.calls++ % 2] ?? servers[0];
    return requestJson(`${url}/${variables.TENANT_ID}/v1/authorizations/${this.id}/${interaction}`, {
      method: 'POST',
      body,
    });
  }

  password(username: string, password: string): Promise<Answer> {
    return this.post('password-authentication', { username, password });
  }

  verify(code: unknown, interaction = 'sms-authentication'): Promise<Answer> {
    return this.post(interaction, { verification_code: code });
  }
}
