import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Usage, UsageAnswer, UsageQuestion } from '../servers/usage.js';

export interface ChildOptions {
  readonly name: string;
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For Node.js itself. */
  readonly flags?: readonly string[];
  /** Where its output goes; a file, as with most who run a server. */
  readonly folder: string;
}

/** A process of a run, which tells what it uses. */
export class Child {
  readonly name: string;
  readonly process: ChildProcess;
  readonly #log: string;
  #questions = 0;

  constructor({ name, script, env = {}, flags = [], folder }: ChildOptions) {
    this.name = name;
    this.#log = join(folder, `${name}.log`);
    mkdirSync(dirname(this.#log), { recursive: true });
    const log = openSync(this.#log, 'a');
    this.process = fork(script, {
      env: { ...inherited(), ...env },
      execArgv: [...flags],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const kill = (): void => void this.process.kill('SIGKILL');
    process.once('exit', kill);
    this.process.once('exit', () => process.off('exit', kill));
    this.process.setMaxListeners(100);
  }

  /** The next message that `pick` recognizes. @throws Error when the process ends first */
  message<T>(pick: (message: unknown) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        const picked = pick(message);
        if (picked === undefined) return;
        stop();
        resolve(picked);
      };
      const onExit = (): void => {
        stop();
        reject(new Error(`${this.name} ended:\n${this.output().slice(-2000)}`));
      };
      const stop = (): void => {
        this.process.off('message', onMessage).off('exit', onExit);
      };
      this.process.on('message', onMessage).once('exit', onExit);
      if (this.process.exitCode !== null) onExit();
    });
  }

  /** What it has used so far. @param collect collect garbage first; needs the flag `--expose-gc` */
  usage(collect = false): Promise<Usage> {
    this.#questions += 1;
    const question: UsageQuestion = { usage: this.#questions, collect };
    const answer = this.message((message) => {
      const { usage, figures } = message as Partial<UsageAnswer>;
      return usage === question.usage ? figures : undefined;
    });
    this.process.send(question);
    return answer;
  }

  output(): string {
    return readFileSync(this.#log, 'utf8');
  }

  /** The last of its log lines that say that something is wrong, for the reader of a failed run. */
  complaints(): string {
    const wrong = this.output()
      .split('\n')
      .filter((line) => line !== '' && !/^\{"level":[1-3]0,/.test(line));
    return wrong.slice(-5).join('\n').slice(-3000);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await exited;
  }
}

/** The environment without settings that would change what is measured. */
function inherited(): NodeJS.ProcessEnv {
  const ours = /^(?:TESSERA_.*|PORT|HOST|NODE_ENV|NODE_OPTIONS)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
