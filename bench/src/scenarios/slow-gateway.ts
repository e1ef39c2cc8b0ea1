import type { Mode } from '../options.js';
import type { Place } from '../generator/scripts/tessera.js';
import { internalSmsOver, smsPolicy } from '../processes/documents.js';
import { addTenant, addUsers } from '../processes/seed.js';
import { rounded, under } from '../report/result.js';
import type { ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { addPairs, row } from './pairs.js';
import { halfRate, median, runOnce } from './rounds.js';
import type { Round } from './rounds.js';
import type { Scenario } from './scenario.js';

const IN_FLIGHT: Readonly<Record<Mode, number>> = { full: 300, quick: 300, check: 8 };
const DELAY_MILLISECONDS: Readonly<Record<Mode, number>> = { full: 2000, quick: 2000, check: 200 };

/** Whether those who wait for an SMS gateway make others wait. */
export const SLOW_GATEWAY: Scenario = {
  name: 'slow-gateway',
  title: 'A slow SMS gateway',
  about:
    'Pairs of one tenant at half load, with and without 300 challenges of another tenant in flight whose gateway takes 2 s: begun one after the other, 150 a second, and all at one instant, so that the gateway answers all of them at one instant as well.',
  modes: ['full', 'check'],
  run: runSlowGateway,
};

async function runSlowGateway(lab: Lab, mode: Mode): Promise<ScenarioResult> {
  const provider = await lab.server('provider', { BENCH_DELAY: String(DELAY_MILLISECONDS[mode]) });
  let slow: Place | undefined;
  const tessera = await lab.tessera({
    name: 'slow',
    extras: true,
    seed: async (stores) => {
      slow = await addTenant(stores, { events: true, name: 'Slow' });
      await addUsers(stores, slow.tenantId, IN_FLIGHT[mode]);
    },
  });
  if (!slow) throw new Error('the storage was not filled');
  const { operator, port } = tessera;
  const gateway = internalSmsOver(`http://127.0.0.1:${provider.port}/messages`);
  await operator.create(slow.tenantId, 'authentication-configurations', gateway);
  await operator.create(slow.tenantId, 'authentication-policies', smsPolicy());
  const population = { places: [slow], users: IN_FLIGHT[mode], logins: IN_FLIGHT[mode] };
  await lab.generator.prepare('slow', { script: 'challenge', actors: IN_FLIGHT[mode], port, population });
  return measure(lab, await addPairs(lab, 'pairs', tessera), {
    delay: DELAY_MILLISECONDS[mode],
    inFlight: IN_FLIGHT[mode],
  });
}

async function measure(
  lab: Lab,
  pairs: Awaited<ReturnType<typeof addPairs>>,
  { delay, inFlight }: { readonly delay: number; readonly inFlight: number },
): Promise<ScenarioResult> {
  const { rounds, roundMilliseconds, warmUpMilliseconds } = lab.pace;
  await runOnce(lab, pairs, warmUpMilliseconds);
  const most = await runOnce(lab, pairs, roundMilliseconds);
  const half = { ...pairs, rate: halfRate(lab, most.turnsPerSecond) };
  const alone: Round[] = [];
  const beside: Round[] = [];
  const besideCrowd: Round[] = [];
  let sent = 0;
  const whileWaiting = async (rate?: number): Promise<Round> => {
    const waiting = lab.generator.run('slow', roundMilliseconds + delay, rate);
    // By then all of them are in flight: the last of those that begin by the clock begins when the first is answered.
    await new Promise((resolve) => setTimeout(resolve, rate === undefined ? delay / 2 : delay));
    const round = await runOnce(lab, half, roundMilliseconds);
    const { wrong, examples, answers } = await waiting;
    if (wrong > 0) throw new Error(`slow gateway: ${wrong} wrong answers, such as\n${examples.join('\n')}`);
    sent += answers;
    return round;
  };
  for (let round = 1; round <= rounds; round += 1) {
    lab.progress(`round ${round} of ${rounds}`);
    alone.push(await runOnce(lab, half, roundMilliseconds));
    beside.push(await whileWaiting((inFlight * 1000) / delay));
    besideCrowd.push(await whileWaiting());
  }
  const p99 = (of: readonly Round[]): number => median(of.map(({ steps }) => steps['verify']?.p99 ?? 0));
  return {
    rows: [
      row('alone', alone),
      row(`beside ${inFlight} in flight`, beside),
      row(`beside ${inFlight} that begin and end together`, besideCrowd),
    ],
    targets: [under('p99 of verify beside 300 challenges in flight', 3, p99(beside) / p99(alone), '× the normal')],
    notes: [`${rounded(half.rate)} pairs/s; ${sent} messages went through the slow gateway meanwhile.`],
  };
}
