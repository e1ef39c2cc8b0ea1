import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const LOADER = new URL('typescript.mjs', import.meta.url).href;

/** A process that runs one of the scripts beside this file. */
export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** What it prints, line by line. */
  readonly lines: Interface;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startChild(script: string, ...parameters: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const flags = ['--conditions=@tessera/source', '--import', LOADER];
  // Jest's own flags are not for children.
  const child = spawn(process.execPath, [...flags, path, ...parameters], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
  return { process: child, lines: createInterface(child.stdout), ended };
}
