import { startNode } from './child.js';
import type { Environment } from './child.js';
import type { RunningServer } from './start-server.js';

/** What a walk through the guide printed and how it ended. */
export interface GuideRun {
  readonly code: number | null;
  readonly output: string;
}

/** Runs `scripts/guide.mjs` against a server. */
export function runGuide(server: RunningServer, args: readonly string[] = []): Promise<GuideRun> {
  const env = { TESSERA_DATA_DIR: server.dataDir, TESSERA_SANDBOX_PORT: String(server.sandboxPort) };
  return runGuideScript(args, env);
}

/** The same, without a server. */
export async function runGuideScript(args: readonly string[], env: Environment): Promise<GuideRun> {
  const child = startNode(['scripts/guide.mjs', ...args], env);
  const { code } = await child.exited;
  return { code, output: child.output() };
}
