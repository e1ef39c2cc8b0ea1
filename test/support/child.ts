import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { ROOT } from './repository.js';

/** How a process ended. */
export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node.js process and what it has written. */
export interface Child {
  readonly process: ChildProcess;
  readonly exited: Promise<Exit>;
  /** Both streams so far. */
  output(): string;
  /** Waits for `text`; rejects with the output when the process ends first. */
  wrote(text: string): Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Runs Node.js on a script of this repository, with no setting of ours but those of `env`. */
export function startNode(args: readonly string[], env: Environment): Child {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...inherited(), ...env }, stdio: 'pipe' });
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const check of waiting) check();
    });
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  // A run that is cut short leaves no server behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  void exited.then(() => process.off('exit', kill));
  const wrote = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (text.includes(wanted)) resolve();
      };
      waiting.add(check);
      check();
      void exited.then(() => {
        reject(new Error(`the process ended before it wrote "${wanted}":\n${text}`));
      });
    });
  return { process: child, exited, output: () => text, wrote };
}

function inherited(): NodeJS.ProcessEnv {
  const ours = /^(?:TESSERA_.*|PORT|HOST|NODE_ENV|NODE_OPTIONS)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
