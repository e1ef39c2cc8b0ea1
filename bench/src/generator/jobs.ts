import type { LoadResult } from './load.js';
import type { Place } from './scripts/tessera.js';

/** Whom a session consists of. */
export interface SessionPlan {
  readonly script: 'echo' | 'better-auth' | 'pair' | 'challenge';
  readonly actors: number;
  readonly firstActor?: number;
  readonly port: number;
  /** For the scripts of our own server. */
  readonly place?: Place;
}

/** What the generator is told to do. Sessions live until they are made anew. */
export type Job =
  | { readonly do: 'prepare'; readonly session: string; readonly plan: SessionPlan }
  | { readonly do: 'run'; readonly session: string; readonly milliseconds: number; readonly rate?: number };

export interface JobMessage {
  readonly id: number;
  readonly job: Job;
}

export interface JobAnswer {
  readonly id: number;
  readonly result?: LoadResult;
  readonly error?: string;
}
