import { rounded, times, under } from '../report/result.js';
import type { ScenarioResult, Target } from '../report/result.js';
import type { Lab } from './lab.js';
import { addBetterAuth, addPairs, row } from './pairs.js';
import { halfRate, interleave, median } from './rounds.js';
import type { Contestant, Round } from './rounds.js';
import type { Scenario } from './scenario.js';

/** How long a verification takes when a server is half busy. */
export const LATENCY: Scenario = {
  name: 'latency',
  title: 'Verification at half of the maximal load',
  about:
    'Pairs begin by the clock, half as many a second as each server has just done at most; waiting for a free connection counts.',
  modes: ['full'],
  run: runLatency,
};

async function runLatency(lab: Lab): Promise<ScenarioResult> {
  const redisUrl = (await lab.redis()).url;
  const full = [
    await addPairs(lab, 'memory', await lab.tessera({ name: 'memory', extras: true })),
    await addPairs(lab, 'Redis', await lab.tessera({ name: 'redis', extras: true, redisUrl })),
    await addBetterAuth(lab, await lab.server('better-auth')),
  ];
  const most = await interleave({ ...view(lab), pace: { ...lab.pace, rounds: Math.min(2, lab.pace.rounds) } }, full);
  const half = full.map((contestant) => atHalf(lab, contestant, most.get(contestant.name) ?? []));
  const small = half.find(({ name }) => name.startsWith('better-auth'))?.rate ?? 0;
  const alike = full
    .filter(({ name }) => name !== 'better-auth')
    .map((contestant) => ({ ...contestant, name: `${contestant.name}, load of better-auth`, rate: small }));
  const rounds = await interleave(lab, [...half, ...alike]);
  const verify = (name: string, percentile: 'p50' | 'p99'): number =>
    median((rounds.get(name) ?? []).map((round) => round.steps['verify']?.[percentile] ?? 0));
  const other = verify('better-auth, half load', 'p99');
  return {
    rows: [
      ...full.map(({ name }) => row(`${name}, full load`, most.get(name) ?? [])),
      ...[...half, ...alike].map(({ name }) => row(name, rounds.get(name) ?? [])),
    ],
    targets: ['memory', 'Redis'].flatMap((name) => {
      const found = verify(`${name}, half load`, 'p99');
      return [
        under(`p99 of verify at half load, ${name}`, 5, found / verify(`${name}, half load`, 'p50'), '× p50'),
        fifth(`p99 of verify at half load, ${name}, to better-auth's at its half load`, found / other),
        fifth(
          `p99 of verify, ${name}, to better-auth's, both under half of what better-auth can do`,
          verify(`${name}, load of better-auth`, 'p99') / other,
        ),
      ];
    }),
    notes: [
      `Half load is ${half.map(({ name, rate }) => `${rounded(rate ?? 0)} pairs/s for ${name.split(',')[0]}`).join(', ')}.`,
    ],
  };
}

function fifth(what: string, found: number): Target {
  return { what, wanted: 'at most 0.20 ×', found: times(found), met: found <= 0.2 };
}

function atHalf(lab: Lab, contestant: Contestant, most: readonly Round[]): Contestant {
  const rate = halfRate(lab, median(most.map((round) => round.turnsPerSecond)));
  return { ...contestant, name: `${contestant.name}, half load`, rate };
}

/** What {@link interleave} needs of a lab. */
function view({ pace, generator, progress }: Lab): Pick<Lab, 'pace' | 'generator' | 'progress'> {
  return { pace, generator, progress };
}
