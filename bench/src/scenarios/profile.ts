import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfTime } from '../report/cpu-profile.js';
import type { CpuProfile, Share } from '../report/cpu-profile.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { ProfileOrder } from '../servers/profiling.js';
import type { Lab } from './lab.js';
import { addPairs } from './pairs.js';
import { runOnce } from './rounds.js';
import type { Contestant } from './rounds.js';
import type { Scenario } from './scenario.js';

const PACKAGES = 14;
const FUNCTIONS = 12;

/** Where the CPU goes. */
export const PROFILE: Scenario = {
  name: 'profile',
  title: 'Where the time goes',
  about: 'Self time of the server under pairs at full speed, by package and by function: a CPU profile of one round.',
  modes: ['full'],
  run: runProfile,
};

async function runProfile(lab: Lab): Promise<ScenarioResult> {
  const redisUrl = (await lab.redis()).url;
  const contestants = [
    await addPairs(lab, 'memory', await lab.tessera({ name: 'memory', extras: true })),
    await addPairs(lab, 'memory, extras off', await lab.tessera({ name: 'memory-bare', extras: false })),
    await addPairs(lab, 'Redis', await lab.tessera({ name: 'redis', extras: true, redisUrl })),
  ];
  const found = [];
  for (const contestant of contestants) found.push({ name: contestant.name, ...(await profileOf(lab, contestant)) });
  const [first] = found;
  return {
    rows: [
      ...table(
        found.map(({ name, packages }) => ({ name, shares: packages })),
        PACKAGES,
      ),
      ...table(
        found.map(({ name, functions }) => ({ name, shares: functions })),
        FUNCTIONS,
      ),
    ],
    notes: first
      ? ['Packages first, then single functions with their package; shares of the time that is not idle.']
      : [],
  };
}

async function profileOf(lab: Lab, contestant: Contestant): Promise<ReturnType<typeof selfTime>> {
  const { child, name } = contestant;
  const file = join(lab.folder, `${name.replaceAll(/\W+/g, '-')}.cpuprofile`);
  lab.progress(`warm-up: ${name}`);
  await runOnce(lab, contestant, lab.pace.warmUpMilliseconds);
  const order = async (profile: ProfileOrder['profile']): Promise<void> => {
    const done = child.message((message) =>
      (message as { profiled?: string }).profiled === profile ? true : undefined,
    );
    child.process.send({ profile, file } satisfies ProfileOrder);
    await done;
  };
  lab.progress(`profile: ${name}`);
  await order('start');
  await runOnce(lab, contestant, lab.pace.roundMilliseconds);
  await order('stop');
  return selfTime(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile);
}

/** The largest of the first column, with what the others have there. */
function table(
  columns: readonly { readonly name: string; readonly shares: readonly Share[] }[],
  length: number,
): readonly Row[] {
  const names = (columns[0]?.shares ?? []).slice(0, length).map(({ name }) => name);
  const cell = (shares: readonly Share[], name: string): string =>
    `${(100 * (shares.find((share) => share.name === name)?.share ?? 0)).toFixed(1)} %`;
  return names.map((name) => ({
    name,
    values: Object.fromEntries(columns.map((column) => [column.name, cell(column.shares, name)])),
  }));
}
