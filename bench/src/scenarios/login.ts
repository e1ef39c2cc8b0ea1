import { LOGIN_STEPS } from '../generator/scripts/login-actor.js';
import type { Tessera } from '../processes/tessera.js';
import type { Mode } from '../options.js';
import { rounded } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { interleave, median } from './rounds.js';
import { addEcho, row } from './pairs.js';
import type { Scenario } from './scenario.js';

const LOGINS: Readonly<Record<Mode, number>> = { full: 1000, quick: 200, check: 32 };

/** Whole logins, and what each of their steps costs. */
export const LOGIN: Scenario = {
  name: 'login',
  title: 'A whole login without password hashing',
  about:
    'Start, SMS pair, authorize, token: all of them by 64 users at once, then a step at a time for the cost of each.',
  modes: ['full', 'check'],
  run: runLogin,
};

async function runLogin(lab: Lab, mode: Mode): Promise<ScenarioResult> {
  const logins = LOGINS[mode];
  const redisUrl = (await lab.redis()).url;
  const servers = [
    { name: 'memory', server: await lab.tessera({ name: 'memory', extras: true, users: Math.max(logins, 64) }) },
    {
      name: 'Redis',
      server: await lab.tessera({ name: 'redis', extras: true, users: Math.max(logins, 64), redisUrl }),
    },
  ];
  const contestants = [await addEcho(lab)];
  for (const { name, server } of servers) {
    const { port, place, child } = server;
    const population = { places: [place], users: Math.max(logins, 64), logins: lab.pace.connections };
    await lab.generator.prepare(name, { script: 'login', actors: lab.pace.connections, port, population });
    contestants.push({ name: `login, ${name}`, child, session: name });
  }
  const rounds = await interleave(lab, contestants);
  const echo = rounds.get('echo') ?? [];
  const rows = contestants.map(({ name }) => row(name, rounds.get(name) ?? [], echo));
  for (const { name, server } of servers) rows.push(...(await stepCosts(lab, name, server, logins)));
  return { rows, notes: ['The second half is the CPU of the server, and the time of an answer, for each step alone.'] };
}

async function stepCosts(
  lab: Lab,
  name: string,
  { child, port, place }: Tessera,
  logins: number,
): Promise<readonly Row[]> {
  const session = `${name}-steps`;
  const population = { places: [place], users: Math.max(logins, 64), logins };
  await lab.generator.prepare(session, { script: 'login', actors: logins, port, population });
  const costs = new Map<string, number[]>(LOGIN_STEPS.map((step) => [step, []]));
  const typical = new Map<string, number[]>(LOGIN_STEPS.map((step) => [step, []]));
  for (let round = 1; round <= Math.min(3, lab.pace.rounds); round += 1) {
    for (const step of LOGIN_STEPS) {
      lab.progress(`${name}, round ${round}: ${step}`);
      const before = await child.usage();
      const { requests, steps } = await lab.generator.step(session, step, lab.pace.connections);
      const after = await child.usage();
      costs.get(step)?.push((after.cpuMicroseconds - before.cpuMicroseconds) / requests);
      typical.get(step)?.push(steps[step]?.p50 ?? 0);
    }
  }
  return LOGIN_STEPS.map((step) => ({
    name: `${step}, ${name}`,
    values: {
      'CPU µs/request': rounded(median(costs.get(step) ?? [])),
      'p50 ms': rounded(median(typical.get(step) ?? [])),
    },
  }));
}
