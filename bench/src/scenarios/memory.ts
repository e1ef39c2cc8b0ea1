import type { Mode } from '../options.js';
import { rounded, under } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Usage } from '../servers/usage.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const LOGINS: Readonly<Record<Mode, number>> = { full: 10_000, quick: 1000, check: 32 };
const WARM_UP: Readonly<Record<Mode, number>> = { full: 2000, quick: 300, check: 8 };

/** What an open login weighs. */
export const MEMORY: Scenario = {
  name: 'memory',
  title: 'Memory of open transactions',
  about:
    'Heap of the server, garbage collected, before and after logins are started, and after each has asked for a code.',
  modes: ['full'],
  run: runMemory,
};

async function runMemory(lab: Lab, mode: Mode): Promise<ScenarioResult> {
  const redisUrl = (await lab.redis()).url;
  const memory = await weigh(lab, mode, 'memory store');
  const redis = await weigh(lab, mode, 'Redis', redisUrl);
  return {
    rows: [...memory.rows, ...redis.rows],
    targets: [
      under('heap of an open transaction that waits for a code, memory store', 2, memory.perLogin / 1024, 'KiB'),
    ],
  };
}

async function weigh(
  lab: Lab,
  mode: Mode,
  name: string,
  redisUrl?: string,
): Promise<{ readonly rows: readonly Row[]; readonly perLogin: number }> {
  const logins = LOGINS[mode];
  const redis = redisUrl === undefined ? {} : { redisUrl };
  const users = Math.max(logins, 64);
  const { child, port, place } = await lab.tessera({
    name: name.replaceAll(' ', '-'),
    extras: true,
    users,
    flags: ['--expose-gc'],
    ...redis,
  });
  const prepare = (session: string, actors: number): Promise<void> =>
    lab.generator.prepare(session, {
      script: 'login',
      actors,
      port,
      population: { places: [place], users, logins: actors },
    });
  lab.progress(`${name}: warm-up`);
  await prepare('warm-up', WARM_UP[mode]);
  for (const step of ['start', 'challenge'] as const) await lab.generator.step('warm-up', step, lab.pace.connections);
  await prepare('measured', logins);
  const measured: Usage[] = [await child.usage(true)];
  for (const step of ['start', 'challenge'] as const) {
    lab.progress(`${name}: ${logins} times ${step}`);
    await lab.generator.step('measured', step, lab.pace.connections);
    measured.push(await child.usage(true));
  }
  const [before, started, challenged] = measured as [Usage, Usage, Usage];
  const each = (usage: Usage): number => (usage.heapBytes - before.heapBytes) / logins;
  const row = (state: string, usage: Usage): Row => ({
    name: `${logins} ${state}, ${name}`,
    values: {
      'heap bytes each': Math.round(each(usage)),
      'heap MiB': rounded(usage.heapBytes / 2 ** 20),
      'resident MiB': rounded(usage.residentBytes / 2 ** 20),
    },
  });
  return { rows: [row('started', started), row('with a code', challenged)], perLogin: each(challenged) };
}
