import { atLeast, rounded, times } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Tessera } from '../processes/tessera.js';
import { CONNECTIONS } from './lab.js';
import type { Lab, SmallServer } from './lab.js';
import { interleave, ratio, summarize } from './rounds.js';
import type { Contestant, Round } from './rounds.js';

/** Node.js 24 made Express faster, so that the yardstick is another one. */
const MEMORY_TARGET = Number(process.versions.node.split('.')[0]) >= 24 ? 0.4 : 1.5;

/** Challenge and verification with codes of our own, beside the echo and better-auth. */
export async function pairs(lab: Lab): Promise<ScenarioResult> {
  const redis = await lab.redis();
  const echo = await addEcho(lab);
  const contestants = [
    echo,
    await addPairs(lab, 'memory', await lab.tessera({ name: 'memory', extras: true })),
    await addPairs(lab, 'memory, extras off', await lab.tessera({ name: 'memory-bare', extras: false })),
    await addPairs(lab, 'Redis', await lab.tessera({ name: 'redis', extras: true, redisUrl: redis.url })),
    await addPairs(
      lab,
      'Redis, extras off',
      await lab.tessera({ name: 'redis-bare', extras: false, redisUrl: redis.url }),
    ),
    await addBetterAuth(lab, await lab.server('better-auth')),
  ];
  const rounds = await interleave(lab, contestants);
  const of = (name: string): readonly Round[] => rounds.get(name) ?? [];
  const requests = (round: Round): number => round.requestsPerSecond;
  const toEcho = (name: string): number => ratio(of(name), of('echo'), requests);
  const toOther = (name: string): number => ratio(of(name), of('better-auth'), requests);
  const offOverOn = (name: string): number => ratio(of(`${name}, extras off`), of(name), requests);
  return {
    title: 'Challenge and verification',
    rows: contestants.map(({ name }) => row(name, of(name), of('echo'))),
    targets: [
      ...['memory', 'memory, extras off'].map((name) =>
        atLeast(`pairs, ${name}, to the echo`, MEMORY_TARGET, toEcho(name)),
      ),
      ...['Redis', 'Redis, extras off'].map((name) => atLeast(`pairs, ${name}, to the echo`, 1.2, toEcho(name))),
      atLeast('pairs, memory, to better-auth', 15, toOther('memory')),
      atLeast('pairs, memory, extras off, to better-auth', 15, toOther('memory, extras off')),
      ...['memory', 'Redis'].map((name) => ({
        what: `events, budgets and logs, ${name}`,
        wanted: 'at most 25 % slower than all off',
        found: `${rounded((1 - 1 / offOverOn(name)) * 100)} % slower`,
        met: 1 / offOverOn(name) >= 0.75,
      })),
    ],
  };
}

export async function addEcho(lab: Lab): Promise<Contestant> {
  const { child, port } = await lab.server('echo');
  await lab.generator.prepare('echo', { script: 'echo', actors: CONNECTIONS, port });
  return { name: 'echo', child, session: 'echo' };
}

export async function addPairs(lab: Lab, name: string, { child, port, place }: Tessera): Promise<Contestant> {
  lab.progress(`starting logins: ${name}`);
  await lab.generator.prepare(name, { script: 'pair', actors: CONNECTIONS, port, place });
  return { name, child, session: name };
}

export async function addBetterAuth(lab: Lab, { child, port }: SmallServer): Promise<Contestant> {
  await lab.generator.prepare('better-auth', { script: 'better-auth', actors: CONNECTIONS, port });
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
      'turns/s': rounded(turnsPerSecond),
      ...(yardstick ? { 'to echo': times(ratio(rounds, yardstick, (round) => round.requestsPerSecond)) } : {}),
      'CPU µs/request': rounded(cpuMicrosecondsPerRequest),
      'generator µs/request': rounded(generatorMicrosecondsPerRequest),
      ...(Object.fromEntries(percentiles) as Record<string, number>),
    },
  };
}
