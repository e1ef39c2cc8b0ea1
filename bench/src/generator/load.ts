import { WrongAnswer } from './actor.js';
import type { Actor, Send } from './actor.js';
import { HttpConnection } from './http-connection.js';
import { Samples } from './samples.js';
import type { StepFigures } from './samples.js';

/** What one run of load found. */
export interface LoadResult {
  readonly seconds: number;
  /** Answers within the time. */
  readonly requests: number;
  /** Also those that came later. */
  readonly answers: number;
  readonly turns: number;
  readonly wrong: number;
  /** The first few, for the reader. */
  readonly examples: readonly string[];
  readonly steps: Readonly<Record<string, StepFigures>>;
  /** Of the generator itself, in microseconds. */
  readonly generatorCpuMicroseconds: number;
}

export interface LoadOptions {
  readonly port: number;
  readonly milliseconds: number;
  /** Turns a second, begun on time whatever the answers take; as many as possible when absent. */
  readonly rate?: number;
}

const EXAMPLES = 5;

/** One run: the actors, each over a connection of its own. */
export class Load {
  readonly #actors: readonly Actor[];
  readonly #options: LoadOptions;
  readonly #samples = new Map<string, Samples>();
  readonly #examples: string[] = [];
  #requests = 0;
  #answers = 0;
  #turns = 0;
  #wrong = 0;
  #deadline = 0;

  constructor(actors: readonly Actor[], options: LoadOptions) {
    this.#actors = actors;
    this.#options = options;
  }

  async run(): Promise<LoadResult> {
    const { port, milliseconds, rate } = this.#options;
    const connections = await Promise.all(this.#actors.map(() => HttpConnection.open(port)));
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    this.#deadline = startedAt + milliseconds;
    try {
      if (rate === undefined) await this.#closedLoop(connections);
      else await this.#openLoop(connections, rate);
    } finally {
      for (const connection of connections) connection.close();
    }
    const { user, system } = process.cpuUsage(cpu);
    return {
      seconds: milliseconds / 1000,
      requests: this.#requests,
      answers: this.#answers,
      turns: this.#turns,
      wrong: this.#wrong,
      examples: this.#examples,
      steps: Object.fromEntries([...this.#samples].map(([step, samples]) => [step, samples.figures()])),
      generatorCpuMicroseconds: user + system,
    };
  }

  async #closedLoop(connections: readonly HttpConnection[]): Promise<void> {
    const loops = this.#actors.map(async (actor, index) => {
      const send = this.#sendOver(connections[index]);
      while (performance.now() < this.#deadline && (await this.#turn(actor, send)));
    });
    await Promise.all(loops);
  }

  /** Turns begin by the clock. When every actor is busy they wait, and the wait counts for the first step of the turn. */
  async #openLoop(connections: readonly HttpConnection[], rate: number): Promise<void> {
    const free = this.#actors.map((actor, index) => ({ actor, connection: connections[index] }));
    const running = new Set<Promise<void>>();
    const startedAt = performance.now();
    for (let count = 0; ;) {
      const now = performance.now();
      if (now >= this.#deadline) break;
      const due = Math.floor(((now - startedAt) / 1000) * rate);
      while (count < due && free.length > 0) {
        const { actor, connection } = free.shift() as (typeof free)[number];
        const dueAt = startedAt + (count * 1000) / rate;
        count += 1;
        const turn = this.#turn(actor, this.#sendOver(connection, dueAt)).then(() => {
          running.delete(turn);
          free.push({ actor, connection });
        });
        running.add(turn);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(running);
  }

  #sendOver(connection: HttpConnection | undefined, dueAt?: number): Send {
    let begin = dueAt;
    return async (step, request) => {
      if (!connection) throw new Error('no connection');
      const sentAt = begin ?? performance.now();
      begin = undefined;
      const answer = await connection.send(request);
      const now = performance.now();
      this.#answers += 1;
      if (now <= this.#deadline) {
        this.#requests += 1;
        this.#samplesOf(step).add(now - sentAt);
      }
      return answer;
    };
  }

  async #turn(actor: Actor, send: Send): Promise<boolean> {
    try {
      await actor.turn(send);
      if (performance.now() <= this.#deadline) this.#turns += 1;
      return true;
    } catch (error) {
      this.#wrong += 1;
      if (this.#examples.length < EXAMPLES) this.#examples.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #samplesOf(step: string): Samples {
    let samples = this.#samples.get(step);
    if (!samples) this.#samples.set(step, (samples = new Samples()));
    return samples;
  }
}

const PREPARED_AT_ONCE = 8;
const ATTEMPTS = 5;

/**
 * Prepares actors, some at a time. A server that is cold may be too slow for its own time limits: a 503 is tried again here, where nothing is
 * measured. @throws whatever the first of them throws
 */
export async function prepareActors(actors: readonly Actor[], port: number): Promise<void> {
  const left = [...actors];
  const one = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    for (let actor = left.shift(); actor; actor = left.shift()) await prepareOne(actor, connection);
    connection.close();
  };
  await Promise.all(Array.from({ length: Math.min(PREPARED_AT_ONCE, actors.length) }, one));
}

async function prepareOne(actor: Actor, connection: HttpConnection): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await actor.prepare?.(connection);
    } catch (error) {
      const isBusy = error instanceof WrongAnswer && error.status === 503;
      if (!isBusy || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
