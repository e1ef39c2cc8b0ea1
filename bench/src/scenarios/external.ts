import { externalSms } from '../processes/documents.js';
import { USERS } from '../processes/tessera.js';
import { atLeast } from '../report/result.js';
import type { ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { addEcho, row } from './pairs.js';
import { interleave, ratio } from './rounds.js';
import type { Scenario } from './scenario.js';

const WANTED = 0.4;

/** Challenges that a service on this machine makes. */
export const EXTERNAL: Scenario = {
  name: 'external',
  title: 'Challenge by an external service',
  about: 'Each challenge is a call to a service on the same machine that answers at once, and shares the two cores.',
  modes: ['full', 'quick', 'check'],
  run: runExternal,
};

async function runExternal(lab: Lab): Promise<ScenarioResult> {
  const provider = await lab.server('provider');
  const configuration = externalSms(`http://127.0.0.1:${provider.port}/challenge`);
  const { child, port, place } = await lab.tessera({ name: 'external', extras: true, configuration });
  const population = { places: [place], users: USERS, logins: lab.pace.connections };
  await lab.generator.prepare('external', { script: 'challenge', actors: lab.pace.connections, port, population });
  const contestants = [await addEcho(lab), { name: 'external', child, session: 'external' }];
  const rounds = await interleave(lab, contestants);
  const echo = rounds.get('echo') ?? [];
  const toEcho = ratio(rounds.get('external') ?? [], echo, (round) => round.requestsPerSecond);
  return {
    rows: contestants.map(({ name }) => row(name, rounds.get(name) ?? [], echo)),
    targets: [atLeast('challenge in external mode, to the echo', WANTED, toEcho)],
    bars: [{ name: 'challenge, external mode', ratio: toEcho, target: WANTED }],
  };
}
