import type { Place } from '../generator/scripts/tessera.js';
import type { Mode } from '../options.js';
import { addDocuments } from '../processes/seed-documents.js';
import { addTenant, addUsers } from '../processes/seed.js';
import { atLeast, rounded, times } from '../report/result.js';
import type { Row, ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { addPairs } from './pairs.js';
import type { PairPlan } from './pairs.js';
import { interleave, ratio, summarize } from './rounds.js';
import type { Round } from './rounds.js';
import type { Scenario } from './scenario.js';

/** A server of some size, filled and with its logins open. */
interface Size {
  readonly name: string;
  readonly options: Omit<Parameters<Lab['tessera']>[0], 'name' | 'extras'>;
  /** Whom the load is spread over. */
  plan(place: Place): PairPlan;
  /** Logins that are open besides, and that nobody touches. */
  readonly openBesides?: number;
}

/** Long enough for each of ten thousand logins to be used once: what a first use costs is not what grows. */
const WARM_UPS = 6;

const SHRINK: Readonly<Record<Mode, number>> = { full: 1, quick: 100, check: 1000 };

/** What grows, from little to much; a size is a hundredth in a quick run. */
const GROWTHS: readonly {
  readonly name: string;
  readonly what: string;
  readonly sizes: (mode: Mode) => readonly [Size, Size];
}[] = [
  {
    name: 'growth-tenants',
    what: 'tenants, each with a client, a configuration, a policy and a user; as many logins open in both servers',
    sizes: (mode) => {
      const tenants = Math.max(64, 10_000 / SHRINK[mode]);
      return [oneTenant(tenants), manyTenants(tenants)];
    },
  },
  {
    name: 'growth-configurations',
    what: 'configurations of a tenant: every version is kept, and one lives',
    sizes: (mode) => [versionsOf(10), versionsOf(Math.max(20, 10_000 / SHRINK[mode]))],
  },
  {
    name: 'growth-users',
    what: 'users of a tenant; as many logins open in both servers, each of another user where there are enough',
    sizes: (mode) => {
      const loginsEach = Math.max(1, Math.floor(10_000 / SHRINK[mode] / CONNECTIONS));
      return [usersOf(CONNECTIONS, loginsEach), usersOf(Math.max(200, 1_000_000 / SHRINK[mode]), loginsEach)];
    },
  },
  {
    name: 'growth-transactions',
    what: 'open transactions',
    sizes: (mode) => [openOf(0), openOf(100_000 / SHRINK[mode])],
  },
];

/** One scenario for each thing that grows. */
export const GROWTH_SCENARIOS: readonly Scenario[] = GROWTHS.map(({ name, what, sizes }) => ({
  name,
  title: `Growth: ${what.split(/[,:;]/)[0] ?? what}`,
  about: `Memory store; pairs beside each other on a small and on a large server, in logins that have been used before. What grows: ${what}.`,
  modes: [],
  run: (lab, mode) => runGrowth(lab, what.split(/[,:;]/)[0] ?? what, sizes(mode)),
}));

async function runGrowth(lab: Lab, what: string, sizes: readonly Size[]): Promise<ScenarioResult> {
  const contestants = [];
  for (const { name, options, plan, openBesides = 0 } of sizes) {
    lab.progress(`filling: ${name}`);
    const tessera = await lab.tessera({
      ...options,
      name: name.replaceAll(/\W+/g, '-'),
      extras: true,
      flags: ['--expose-gc'],
    });
    const { port, place } = tessera;
    if (openBesides > 0) {
      lab.progress(`opening ${openBesides} logins: ${name}`);
      const population = { places: [place], users: 64, logins: openBesides };
      await lab.generator.prepare(`${name}, besides`, { script: 'login', actors: openBesides, port, population });
      await lab.generator.step(`${name}, besides`, 'start', lab.pace.connections);
    }
    contestants.push(await addPairs(lab, name, tessera, plan(place)));
  }
  const { pace, generator, progress } = lab;
  const warmUpMilliseconds = WARM_UPS * pace.warmUpMilliseconds;
  const rounds = await interleave({ generator, progress, pace: { ...pace, warmUpMilliseconds } }, contestants);
  const [small, large] = contestants;
  const of = (name: string | undefined): readonly Round[] => rounds.get(name ?? '') ?? [];
  const rows: Row[] = [];
  for (const { name, child } of contestants) {
    const { requestsPerSecond, cpuMicrosecondsPerRequest } = summarize(of(name));
    const { heapBytes, residentBytes } = await child.usage(true);
    rows.push({
      name,
      values: {
        'requests/s': rounded(requestsPerSecond),
        'to the small one': times(ratio(of(name), of(small?.name), (round) => round.requestsPerSecond)),
        'CPU µs/request': rounded(cpuMicrosecondsPerRequest),
        'heap MiB': rounded(heapBytes / 2 ** 20),
        'resident MiB': rounded(residentBytes / 2 ** 20),
      },
    });
  }
  const found = ratio(of(large?.name), of(small?.name), (round) => round.requestsPerSecond);
  return { rows, targets: [atLeast(`throughput with many ${what}, to that with few`, 0.9, found)] };
}

const CONNECTIONS = 64;
const TENANTS_AT_ONCE = 100;

function oneTenant(logins: number): Size {
  return {
    name: '1 tenant',
    options: { users: logins },
    plan: (place) => ({
      population: { places: [place], users: logins, logins },
      loginsEach: Math.floor(logins / CONNECTIONS),
    }),
  };
}

function manyTenants(count: number): Size {
  const places: Place[] = [];
  return {
    name: `${count} tenants`,
    options: {
      users: 1,
      seed: async (stores) => {
        const one = async (index: number): Promise<void> => {
          // A tenant makes its key when it is first asked for: of RSA, ten thousand take a quarter of an hour.
          const idTokenSigningAlg = 'ES256';
          const place = await addTenant(stores, { events: true, name: `Tenant ${index}`, idTokenSigningAlg });
          await addDocuments(stores, place.tenantId);
          await addUsers(stores, place.tenantId, 1, index);
          places[index] = place;
        };
        // Side by side, since the storage commits what comes together at once.
        for (let index = 0; index < count; index += TENANTS_AT_ONCE)
          await Promise.all(
            Array.from({ length: Math.min(TENANTS_AT_ONCE, count - index) }, (_, step) => one(index + step)),
          );
      },
    },
    plan: () => ({ population: { places, users: 1, logins: count }, loginsEach: Math.floor(count / CONNECTIONS) }),
  };
}

function versionsOf(versions: number): Size {
  return {
    name: `${versions} configurations`,
    options: { configuration: null, seed: (stores, place) => addDocuments(stores, place.tenantId, versions) },
    plan: (place) => ({ population: { places: [place], users: 256, logins: 256 } }),
  };
}

/**
 * The same number of logins in both: the look-up of its user, which costs more than the rest, a login needs at its first challenge. Each connection
 * has users of its own, so that no two ask for codes for one number at a time.
 */
function usersOf(users: number, loginsEach: number): Size {
  return {
    name: `${users} users`,
    options: { users },
    plan: (place) => ({
      population: { places: [place], users, logins: Math.min(users, CONNECTIONS * loginsEach) },
      loginsEach,
    }),
  };
}

function openOf(openBesides: number): Size {
  return {
    name: `${256 + openBesides} open transactions`,
    options: {},
    plan: (place) => ({ population: { places: [place], users: 256, logins: 256 } }),
    openBesides,
  };
}
