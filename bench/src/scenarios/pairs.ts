import { atLeast, rounded, times } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Tessera } from '../processes/tessera.js';
import { USERS } from '../processes/tessera.js';
import type { SessionPlan } from '../generator/jobs.js';
import type { Lab, SmallServer } from './lab.js';
import { interleave, ratio, summarize } from './rounds.js';
import type { Contestant, Round } from './rounds.js';
import type { Scenario } from './scenario.js';

/** Node.js 24 made Express faster, so that the yardstick is another one. */
const MEMORY_TARGET = Number(process.versions.node.split('.')[0]) >= 24 ? 0.4 : 1.5;
const REDIS_TARGET = 1.2;

/** Challenge and verification with codes of our own, beside the echo and better-auth. */
export const PAIRS: Scenario = {
  name: 'pairs',
  title: 'Challenge and verification',
  about:
    'Users ask for a code by SMS and prove it, in logins that are open already; beside it the echo and better-auth. `extras off`: without events, budgets and logs.',
  modes: ['full', 'quick', 'check'],
  run: runPairs,
};

async function runPairs(lab: Lab): Promise<ScenarioResult> {
  const redisUrl = (await lab.redis()).url;
  const contestants = [
    await addEcho(lab),
    await addPairs(lab, 'memory', await lab.tessera({ name: 'memory', extras: true })),
    await addPairs(lab, 'memory, extras off', await lab.tessera({ name: 'memory-bare', extras: false })),
    await addPairs(lab, 'Redis', await lab.tessera({ name: 'redis', extras: true, redisUrl })),
    await addPairs(lab, 'Redis, extras off', await lab.tessera({ name: 'redis-bare', extras: false, redisUrl })),
    await addBetterAuth(lab, await lab.server('better-auth')),
  ];
  const rounds = await interleave(lab, contestants);
  const of = (name: string): readonly Round[] => rounds.get(name) ?? [];
  const requests = (round: Round): number => round.requestsPerSecond;
  const toEcho = (name: string): number => ratio(of(name), of('echo'), requests);
  const toOther = (name: string): number => ratio(of(name), of('better-auth'), requests);
  const onOverOff = (name: string): number => ratio(of(name), of(`${name}, extras off`), requests);
  const wanted = { memory: MEMORY_TARGET, Redis: REDIS_TARGET };
  return {
    rows: contestants.map(({ name }) => row(name, of(name), of('echo'))),
    targets: [
      ...(['memory', 'Redis'] as const).flatMap((store) => [
        atLeast(`pairs, ${store}, to the echo`, wanted[store], toEcho(store)),
        atLeast(`pairs, ${store}, extras off, to the echo`, wanted[store], toEcho(`${store}, extras off`)),
      ]),
      atLeast('pairs, memory, to better-auth', 15, toOther('memory')),
      atLeast('pairs, memory, extras off, to better-auth', 15, toOther('memory, extras off')),
      ...['memory', 'Redis'].map((store) =>
        atLeast(`events, budgets and logs on, ${store}, to all off`, 0.75, onOverOff(store)),
      ),
    ],
    bars: contestants.map(({ name }) => {
      const target = name.startsWith('memory') ? wanted.memory : name.startsWith('Redis') ? wanted.Redis : undefined;
      return {
        name: name === 'echo' ? 'stock Express echo' : name,
        ratio: toEcho(name),
        ...(target === undefined ? {} : { target }),
      };
    }),
  };
}

export async function addEcho(lab: Lab): Promise<Contestant> {
  const { child, port } = await lab.server('echo');
  await lab.generator.prepare('echo', { script: 'echo', actors: lab.pace.connections, port });
  return { name: 'echo', child, session: 'echo' };
}

/** Who logs in. */
export type PairPlan = Required<Pick<SessionPlan, 'population'>> & Pick<SessionPlan, 'loginsEach'>;

export async function addPairs(
  lab: Lab,
  name: string,
  { child, port, place }: Tessera,
  plan: PairPlan = { population: { places: [place], users: USERS, logins: USERS } },
): Promise<Contestant> {
  lab.progress(`starting logins: ${name}`);
  await lab.generator.prepare(name, { script: 'pair', actors: lab.pace.connections, port, ...plan });
  return { name, child, session: name };
}

export async function addBetterAuth(lab: Lab, { child, port }: SmallServer): Promise<Contestant> {
  await lab.generator.prepare('better-auth', { script: 'better-auth', actors: lab.pace.connections, port });
  return { name: 'better-auth', child, session: 'better-auth' };
}

/** The usual columns. */
export function row(name: string, rounds: readonly Round[], yardstick?: readonly Round[]): Row {
  const { requestsPerSecond, turnsPerSecond, cpuMicrosecondsPerRequest, generatorMicrosecondsPerRequest, steps } =
    summarize(rounds);
  const percentiles = Object.entries(steps).flatMap(([step, { p50, p99 }]) => [
    [`${step} p50 ms`, rounded(p50)],
    [`${step} p99 ms`, rounded(p99)],
  ]);
  return {
    name,
    values: {
      'requests/s': rounded(requestsPerSecond),
      'pairs or turns/s': rounded(turnsPerSecond),
      ...(yardstick ? { 'to echo': times(ratio(rounds, yardstick, (round) => round.requestsPerSecond)) } : {}),
      'CPU µs/request': rounded(cpuMicrosecondsPerRequest),
      'generator µs/request': rounded(generatorMicrosecondsPerRequest),
      ...(Object.fromEntries(percentiles) as Record<string, number>),
    },
  };
}
