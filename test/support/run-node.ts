import { startNode } from './child.js';
import type { Environment } from './child.js';

/** How a command ended and what it printed. */
export interface CommandRun {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command of the built server, e.g. `rotate-keys`. */
export async function runServerCommand(
  name: string,
  env: Environment,
  args: readonly string[] = [],
): Promise<CommandRun> {
  const child = startNode([`apps/server/dist/${name}.js`, ...args], { TESSERA_PROFILE: 'development', ...env });
  const { code } = await child.exited;
  return { code, output: child.output() };
}
