import type { StartedRedis } from '@tessera/testkit';
import { LOGIN_STEPS } from '../generator/scripts/login-actor.js';
import type { Tessera } from '../processes/tessera.js';
import { rounded, under } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { median } from './rounds.js';
import type { Scenario } from './scenario.js';

const CALLS = 20;
const LIMIT_MILLISECONDS = 20_000;

/** How soon a server says that Redis is away, and is well again. */
export const OUTAGE: Scenario = {
  name: 'outage',
  title: 'Redis gone, Redis hung',
  about: `${CALLS} challenges, verifications and starts at once while the server's own Redis is killed, or stopped; the slowest answer counts.`,
  modes: ['full', 'quick', 'check'],
  run: runOutage,
};

interface Outage {
  readonly slowest: number;
  readonly healing: number;
}

async function runOutage(lab: Lab): Promise<ScenarioResult> {
  const redis = await lab.redis();
  const tessera = await lab.tessera({ name: 'redis', extras: true, redisUrl: redis.url });
  await untilPairsWork(lab, tessera);
  const gone: Outage[] = [];
  const hung: Outage[] = [];
  for (let round = 1; round <= lab.pace.rounds; round += 1) {
    lab.progress(`round ${round} of ${lab.pace.rounds}: gone`);
    gone.push(await outage(lab, tessera, { begin: redis.kill, end: redis.restart }));
    lab.progress(`round ${round} of ${lab.pace.rounds}: hung`);
    hung.push(await outage(lab, tessera, stopAndGoOn(redis)));
  }
  const row = (name: string, outages: readonly Outage[]): Row => ({
    name,
    values: {
      'slowest 503 ms': rounded(Math.max(...outages.map(({ slowest }) => slowest))),
      'healthy after ms': rounded(Math.max(...outages.map(({ healing }) => healing))),
      'healthy after, median ms': rounded(median(outages.map(({ healing }) => healing))),
    },
  });
  const worst = (outages: readonly Outage[], pick: (outage: Outage) => number): number =>
    Math.max(...outages.map(pick));
  return {
    rows: [row('gone', gone), row('hung', hung)],
    targets: [
      under(
        'slowest 503, Redis gone',
        100,
        worst(gone, ({ slowest }) => slowest),
        'ms',
      ),
      under(
        'slowest 503, Redis hung',
        1000,
        worst(hung, ({ slowest }) => slowest),
        'ms',
      ),
      under(
        'a login works again after Redis does',
        1000,
        worst([...gone, ...hung], ({ healing }) => healing),
        'ms',
      ),
    ],
  };
}

function stopAndGoOn(redis: StartedRedis): { begin: () => Promise<void>; end: () => Promise<void> } {
  return { begin: async () => redis.pause(), end: async () => redis.resume() };
}

async function outage(
  lab: Lab,
  tessera: Tessera,
  { begin, end }: { readonly begin: () => Promise<void>; readonly end: () => Promise<void> },
): Promise<Outage> {
  const id = await openLogin(tessera);
  await begin();
  const times = await Promise.all(Array.from({ length: CALLS }, (_, index) => time503(tessera, id, index)));
  await end();
  return { slowest: Math.max(...times), healing: await untilPairsWork(lab, tessera) };
}

function urls({ port, place }: Tessera, id: string): readonly string[] {
  const base = `http://127.0.0.1:${port}/${place.tenantId}/v1/authorizations`;
  const { clientId: client_id, redirectUri: redirect_uri } = place;
  const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri, scope: 'openid' });
  return [
    `${base}/${id}/sms-authentication-challenge`,
    `${base}/${id}/sms-authentication`,
    `${base}?${query.toString()}`,
  ];
}

async function openLogin(tessera: Tessera): Promise<string> {
  const response = await fetch(urls(tessera, '')[2] ?? '', { redirect: 'manual' });
  const id = new URL(response.headers.get('location') ?? 'http://none').searchParams.get('id');
  if (id === null) throw new Error(`the start was answered with ${response.status}`);
  return id;
}

async function time503(tessera: Tessera, id: string, index: number): Promise<number> {
  const kind = index % 3;
  const body = kind === 0 ? '{"phone_number":"+819010000000"}' : '{"verification_code":"123456"}';
  const startedAt = performance.now();
  const response = await fetch(urls(tessera, id)[kind] ?? '', {
    redirect: 'manual',
    ...(kind === 2 ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }),
  });
  await response.arrayBuffer();
  if (response.status !== 503) throw new Error(`without Redis a call was answered with ${response.status}`);
  return performance.now() - startedAt;
}

/** Until a whole login succeeds. Returns milliseconds. @throws Error when none does in time */
async function untilPairsWork(lab: Lab, { port, place }: Tessera): Promise<number> {
  const startedAt = performance.now();
  await lab.generator.prepare('probe', {
    script: 'login',
    actors: 1,
    port,
    population: { places: [place], users: 1, logins: 1 },
  });
  for (;;) {
    const failed = await wholeLogin(lab).catch((error: unknown) => error);
    if (failed === undefined) return performance.now() - startedAt;
    if (performance.now() - startedAt > LIMIT_MILLISECONDS)
      throw new Error('the server does not recover', { cause: failed });
  }
}

async function wholeLogin({ generator, pace }: Lab): Promise<void> {
  for (const step of LOGIN_STEPS) await generator.step('probe', step, pace.connections);
}
