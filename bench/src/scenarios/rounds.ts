import type { LoadResult } from '../generator/load.js';
import { percentile } from '../generator/samples.js';
import type { Child } from '../processes/child.js';
import type { Lab } from './lab.js';

/** What a load needs of a lab. */
export type LoadLab = Pick<Lab, 'pace' | 'generator' | 'progress'>;

/** A server under a load that the generator has prepared. */
export interface Contestant {
  readonly name: string;
  readonly child: Child;
  /** Session of the generator. */
  readonly session: string;
  /** Turns a second, when not as many as possible. */
  readonly rate?: number;
}

/** What a contestant did in one round. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly turnsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number;
  readonly generatorMicrosecondsPerRequest: number;
  readonly steps: LoadResult['steps'];
}

/** Loads each contestant in turn, round after round, so that what disturbs the machine disturbs all of them. @throws Error on any wrong answer */
export async function interleave(
  lab: LoadLab,
  contestants: readonly Contestant[],
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const { rounds, roundMilliseconds, warmUpMilliseconds } = lab.pace;
  const found = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants) {
    lab.progress(`warm-up: ${contestant.name}`);
    await runOnce(lab, contestant, warmUpMilliseconds);
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      lab.progress(`round ${round} of ${rounds}: ${contestant.name}`);
      found.get(contestant.name)?.push(await runOnce(lab, contestant, roundMilliseconds));
    }
  }
  return found;
}

/** One run. @throws Error on any wrong answer */
export async function runOnce(
  lab: LoadLab,
  { name, child, session, rate }: Contestant,
  milliseconds: number,
): Promise<Round> {
  const before = await child.usage();
  const result = await lab.generator.run(session, milliseconds, rate);
  const after = await child.usage();
  if (result.wrong > 0) {
    const examples = result.examples.join('\n');
    throw new Error(`${name}: ${result.wrong} wrong answers, such as\n${examples}\nIts log:\n${child.complaints()}`);
  }
  if (result.answers === 0) throw new Error(`${name}: nothing was answered in ${milliseconds} ms`);
  return {
    requestsPerSecond: result.requests / result.seconds,
    turnsPerSecond: result.turns / result.seconds,
    cpuMicrosecondsPerRequest: (after.cpuMicroseconds - before.cpuMicroseconds) / result.answers,
    generatorMicrosecondsPerRequest: result.generatorCpuMicroseconds / result.answers,
    steps: result.steps,
  };
}

/** Half of what a contestant does at most; at least some turns a round, so that there is something to see. */
export function halfRate({ pace }: LoadLab, turnsPerSecond: number): number {
  return Math.max(turnsPerSecond / 2, 8000 / pace.roundMilliseconds);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2 : percentile(sorted, 50);
}

/** Medians over rounds. */
export interface Summary {
  readonly requestsPerSecond: number;
  readonly turnsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number;
  readonly generatorMicrosecondsPerRequest: number;
  /** Milliseconds, by step. */
  readonly steps: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
}

export function summarize(rounds: readonly Round[]): Summary {
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const steps = Object.keys(rounds[0]?.steps ?? {});
  return {
    requestsPerSecond: of((round) => round.requestsPerSecond),
    turnsPerSecond: of((round) => round.turnsPerSecond),
    cpuMicrosecondsPerRequest: of((round) => round.cpuMicrosecondsPerRequest),
    generatorMicrosecondsPerRequest: of((round) => round.generatorMicrosecondsPerRequest),
    steps: Object.fromEntries(
      steps.map((step) => [
        step,
        { p50: of((round) => round.steps[step]?.p50 ?? 0), p99: of((round) => round.steps[step]?.p99 ?? 0) },
      ]),
    ),
  };
}

/** Median over rounds of `contestant / yardstick` in the same round. */
export function ratio(rounds: readonly Round[], yardstick: readonly Round[], pick: (round: Round) => number): number {
  return median(rounds.map((round, index) => pick(round) / pick(yardstick[index] as Round)));
}
