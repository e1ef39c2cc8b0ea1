import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedRedis } from '@tessera/testkit';
import type { Mode } from '../options.js';
import { atMost, rounded } from '../report/result.js';
import type { ScenarioResult, Target } from '../report/result.js';
import type { Usage } from '../servers/usage.js';
import type { Lab } from './lab.js';
import { halfRate, median, runOnce } from './rounds.js';
import type { Contestant, Round } from './rounds.js';
import type { Scenario } from './scenario.js';

/** Windows and their length. */
const WINDOWS: Readonly<Record<Mode, { readonly count: number; readonly milliseconds: number }>> = {
  full: { count: 60, milliseconds: 10_000 },
  quick: { count: 6, milliseconds: 3000 },
  check: { count: 3, milliseconds: 300 },
};
/** Redis hangs in every so many windows, for so long. */
const HANG_EVERY = 12;
const HANG_MILLISECONDS = 1500;

/** Ten minutes of what happens to a server. */
export const SOAK: Scenario = {
  name: 'soak',
  title: 'Soak',
  about:
    'Ten minutes of whole logins, every fourth with a wrong code, rubbish and an unknown transaction on its way, at half load with Redis, which hangs for 1.5 s every two minutes.',
  modes: [],
  run: runSoak,
};

interface Window extends Usage, Round {}

async function runSoak(lab: Lab, mode: Mode): Promise<ScenarioResult> {
  const redis = await lab.redis();
  const { child, port, place } = await lab.tessera({
    name: 'soak',
    extras: true,
    redisUrl: redis.url,
    flags: ['--expose-gc'],
  });
  const actors = lab.pace.connections;
  const population = { places: [place], users: actors, logins: actors };
  await lab.generator.prepare('soak', { script: 'faulty', actors, port, population });
  const contestant: Contestant = { name: 'soak', child, session: 'soak' };
  await runOnce(lab, contestant, lab.pace.warmUpMilliseconds);
  const most = await runOnce(lab, contestant, lab.pace.roundMilliseconds);
  const half = { ...contestant, rate: halfRate(lab, most.turnsPerSecond) };
  const { count, milliseconds } = WINDOWS[mode];
  const windows: Window[] = [];
  for (let window = 1; window <= count; window += 1) {
    lab.progress(`window ${window} of ${count}`);
    const hang = window % HANG_EVERY === 0 ? hangOnce(redis) : undefined;
    const round = await runOnce(lab, half, milliseconds);
    await hang;
    windows.push({ ...round, ...(await child.usage(true)) });
  }
  return report(windows, half.rate);
}

async function hangOnce(redis: StartedRedis): Promise<void> {
  await sleep(1000);
  redis.pause();
  await sleep(HANG_MILLISECONDS);
  redis.resume();
}

function report(windows: readonly Window[], rate: number): ScenarioResult {
  const third = Math.max(1, Math.floor(windows.length / 3));
  const parts = [windows.slice(0, third), windows.slice(third, -third), windows.slice(-third)];
  const of = (part: readonly Window[], pick: (window: Window) => number): number => median(part.map(pick));
  const figures: Readonly<Record<string, (window: Window) => number>> = {
    'heap MiB': ({ heapBytes }) => heapBytes / 2 ** 20,
    'resident MiB': ({ residentBytes }) => residentBytes / 2 ** 20,
    handles: ({ handles }) => handles,
    'verify p50 ms': ({ steps }) => steps['verify']?.p50 ?? 0,
    'verify p99 ms': ({ steps }) => steps['verify']?.p99 ?? 0,
    'logins/s': ({ turnsPerSecond }) => turnsPerSecond,
  };
  const [first = [], , last = []] = parts;
  const flat = (name: string, most: number): Target => {
    const pick = figures[name] as (window: Window) => number;
    return atMost(`soak: ${name}, last third to first`, most, of(last, pick) / of(first, pick));
  };
  return {
    rows: parts.map((part, index) => ({
      name: `${['first', 'second', 'last'][index]} third`,
      values: Object.fromEntries(Object.entries(figures).map(([name, pick]) => [name, rounded(of(part, pick))])),
    })),
    targets: [flat('heap MiB', 1.1), flat('handles', 1.1), flat('verify p99 ms', 1.5)],
    notes: [
      `${windows.length} windows, ${rounded(rate)} logins begun a second; every answer but a 503 under a hanging Redis was checked.`,
    ],
  };
}
