import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode } from './child.js';
import type { Child, Environment, Exit } from './child.js';
import { freePort } from './free-port.js';
import { readGuideVariables } from './guide-variables.js';
import type { GuideVariables } from './guide-variables.js';
import { ROOT } from './repository.js';

const MAIN = join(ROOT, 'apps/server/dist/main.js');
const PORT_ATTEMPTS = 5;

/** Time for starting and stopping a server, in milliseconds; generous, for a loaded machine. */
export const SERVER_TIMEOUT = 60_000;

export interface ServerOptions {
  /** Further settings. */
  readonly env?: Environment;
  /** A fresh one that goes with the server by default; a given one stays. */
  readonly dataDir?: string;
  readonly port?: number;
  /** Taken when it is free; another one otherwise. */
  readonly preferredSandboxPort?: number;
}

/** A bundled server under the development profile, in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly sandboxPort: number;
  readonly dataDir: string;
  readonly variables: GuideVariables;
  readonly child: Child;
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<Exit>;
  /** Ends it on the spot (SIGKILL), as a crash would. */
  kill9(): Promise<Exit>;
}

/** Starts the built server and waits until it has printed the variables of the guide. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const main = ensureBuilt();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tessera-e2e-'));
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const preferred = attempt === 1 ? options.preferredSandboxPort : undefined;
    const sandboxPort = preferred ?? (await freePort());
    const child = startNode([main], {
      TESSERA_PROFILE: 'development',
      TESSERA_DATA_DIR: dataDir,
      TESSERA_SANDBOX_PORT: String(sandboxPort),
      PORT: String(port),
      ...options.env,
    });
    try {
      await child.wrote('Paste this into a shell');
    } catch (error) {
      await child.exited;
      // Between finding a free port and listening on it somebody else may have come.
      if (attempt < PORT_ATTEMPTS && child.output().includes('is taken')) continue;
      throw error;
    }
    return running(child, { port, sandboxPort, dataDir, ownsDataDir: options.dataDir === undefined });
  }
}

interface Started {
  readonly port: number;
  readonly sandboxPort: number;
  readonly dataDir: string;
  readonly ownsDataDir: boolean;
}

function running(child: Child, { port, sandboxPort, dataDir, ownsDataDir }: Started): RunningServer {
  const end = async (signal: NodeJS.Signals): Promise<Exit> => {
    child.process.kill(signal);
    const exit = await child.exited;
    if (ownsDataDir) rmSync(dataDir, { recursive: true, force: true });
    return exit;
  };
  return {
    url: `http://localhost:${port}`,
    port,
    sandboxPort,
    dataDir,
    variables: readGuideVariables(dataDir),
    child,
    stop: () => end('SIGTERM'),
    kill9: () => end('SIGKILL'),
  };
}

/** The script to run. `npm test` builds first; a single suite run by hand may come before any build. */
export function ensureBuilt(): string {
  if (existsSync(MAIN)) return MAIN;
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-b', 'apps/server'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the server does not build:\n${stdout}`);
  return MAIN;
}
