import type { LoadResult } from './load.js';
import type { LoginStep } from './scripts/login-actor.js';
import type { Population } from './scripts/population.js';

/** Whom a session consists of. */
export interface SessionPlan {
  readonly script: 'echo' | 'better-auth' | 'pair' | 'challenge' | 'login' | 'faulty';
  /** As many connections. */
  readonly actors: number;
  readonly port: number;
  /** For the scripts of our own server. */
  readonly population?: Population;
  /** Of a `pair` session: open logins of each actor. */
  readonly loginsEach?: number;
}

/** What the generator is told to do. Sessions live until they are made anew. */
export type Job =
  | { readonly do: 'prepare'; readonly session: string; readonly plan: SessionPlan }
  | { readonly do: 'run'; readonly session: string; readonly milliseconds: number; readonly rate?: number }
  /** Every actor of a `login` session takes one step, as many at a time as there are connections. */
  | { readonly do: 'step'; readonly session: string; readonly step: LoginStep; readonly connections: number };

export interface JobMessage {
  readonly id: number;
  readonly job: Job;
}

export interface JobAnswer {
  readonly id: number;
  readonly result?: LoadResult;
  readonly error?: string;
}
