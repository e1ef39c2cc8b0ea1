import { Child } from '../processes/child.js';
import { freePort } from '../processes/free-port.js';
import { MAIN, ready, SERVER_FLAGS, USERS } from '../processes/tessera.js';
import { rounded, times } from '../report/result.js';
import type { ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { median, runOnce } from './rounds.js';
import type { Contestant } from './rounds.js';
import type { Scenario } from './scenario.js';

/** Two servers of one installation. */
export const TWO_PROCESSES: Scenario = {
  name: 'two-processes',
  title: 'Two processes on one Redis',
  about:
    'Pairs by one server, and by two that share Redis and the SQLite file; on two cores, which load and Redis share, this says little.',
  modes: ['full'],
  run: runTwoProcesses,
};

async function runTwoProcesses(lab: Lab): Promise<ScenarioResult> {
  const redisUrl = (await lab.redis()).url;
  const first = await lab.tessera({ name: 'first', extras: true, redisUrl });
  const port = await freePort();
  const second = new Child({
    name: 'second',
    script: MAIN,
    env: { ...first.env, PORT: String(port) },
    folder: lab.folder,
    flags: SERVER_FLAGS,
  });
  lab.whenClosed(() => second.stop());
  await ready(second, port);
  const half = Math.max(1, lab.pace.connections / 2);
  const prepare = async (session: string, share: { port: number; actors: number; first: number }): Promise<void> => {
    const population = { places: [first.place], users: USERS, logins: USERS, first: share.first };
    await lab.generator.prepare(session, {
      script: 'pair',
      actors: share.actors,
      port: share.port,
      population,
      loginsEach: 2,
    });
  };
  await prepare('alone', { port: first.port, actors: 2 * half, first: 0 });
  await prepare('left', { port: first.port, actors: half, first: 0 });
  await prepare('right', { port, actors: half, first: 2 * half });
  const one: Contestant = { name: 'one process', child: first.child, session: 'alone' };
  const two: readonly Contestant[] = [
    { name: 'left of two', child: first.child, session: 'left' },
    { name: 'right of two', child: second, session: 'right' },
  ];
  const figures: { readonly one: number; readonly two: number }[] = [];
  const { rounds, roundMilliseconds, warmUpMilliseconds } = lab.pace;
  for (const contestant of [one, ...two]) await runOnce(lab, contestant, warmUpMilliseconds);
  for (let round = 1; round <= rounds; round += 1) {
    lab.progress(`round ${round} of ${rounds}`);
    const alone = await runOnce(lab, one, roundMilliseconds);
    const both = await Promise.all(two.map((contestant) => runOnce(lab, contestant, roundMilliseconds)));
    figures.push({
      one: alone.requestsPerSecond,
      two: both.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0),
    });
  }
  return {
    rows: [
      { name: 'one process', values: { 'requests/s': rounded(median(figures.map((each) => each.one))) } },
      {
        name: 'two processes',
        values: {
          'requests/s': rounded(median(figures.map((each) => each.two))),
          'to one': times(median(figures.map((each) => each.two / each.one))),
        },
      },
    ],
  };
}
