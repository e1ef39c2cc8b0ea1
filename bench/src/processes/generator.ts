import { fileURLToPath } from 'node:url';
import type { Job, JobAnswer, SessionPlan } from '../generator/jobs.js';
import type { LoadResult } from '../generator/load.js';
import type { LoginStep } from '../generator/scripts/login-actor.js';
import { Child } from './child.js';

const SCRIPT = fileURLToPath(new URL('../generator/main.js', import.meta.url));

/** The process that makes the load. */
export class Generator {
  readonly child: Child;
  #jobs = 0;

  private constructor(child: Child) {
    this.child = child;
  }

  static async start(folder: string, outbox: string): Promise<Generator> {
    const child = new Child({ name: 'generator', script: SCRIPT, folder, env: { BENCH_OUTBOX: outbox } });
    await child.message((message) => ((message as { ready?: boolean }).ready ? true : undefined));
    return new Generator(child);
  }

  /** Makes the actors of a session, and lets them prepare themselves. */
  async prepare(session: string, plan: SessionPlan): Promise<void> {
    await this.#do({ do: 'prepare', session, plan });
  }

  async run(session: string, milliseconds: number, rate?: number): Promise<LoadResult> {
    const result = await this.#do({ do: 'run', session, milliseconds, ...(rate === undefined ? {} : { rate }) });
    if (!result) throw new Error('the generator sent no result');
    return result;
  }

  /** @throws Error on a wrong answer */
  async step(session: string, step: LoginStep, connections: number): Promise<LoadResult> {
    const result = await this.#do({ do: 'step', session, step, connections });
    if (!result) throw new Error('the generator sent no result');
    return result;
  }

  async #do(job: Job): Promise<LoadResult | undefined> {
    this.#jobs += 1;
    const id = this.#jobs;
    const answer = this.child.message((message) =>
      (message as JobAnswer).id === id ? (message as JobAnswer) : undefined,
    );
    this.child.process.send({ id, job });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${job.do} ${job.session}: ${error}`);
    return result;
  }
}
