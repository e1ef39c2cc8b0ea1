import { percentile } from '../src/generator/samples.js';
import { personOf } from '../src/generator/scripts/population.js';
import { packageOf, selfTime } from '../src/report/cpu-profile.js';
import { median, ratio } from '../src/scenarios/rounds.js';
import type { Round } from '../src/scenarios/rounds.js';

const place = { clientId: 'c', clientSecret: 's', redirectUri: 'https://app.example.com/' };
const aRound = (requestsPerSecond: number): Round => ({
  requestsPerSecond,
  turnsPerSecond: 0,
  cpuMicrosecondsPerRequest: 0,
  generatorMicrosecondsPerRequest: 0,
  steps: {},
});

it('takes percentiles and medians', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(hundred, 50), percentile(hundred, 99), percentile([], 99)]).toEqual([50, 99, 0]);
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

it('makes ratios within a round, so that a slow machine does not count', () => {
  const rounds = [aRound(10), aRound(300), aRound(20)];
  const echo = [aRound(5), aRound(100), aRound(10)];
  expect(ratio(rounds, echo, (round) => round.requestsPerSecond)).toBe(2);
});

it('spreads logins over all users, and over all tenants', () => {
  const one = { places: [{ tenantId: 'a', ...place }], users: 1000, logins: 10 };
  expect([0, 1, 9].map((login) => personOf(one, login).phoneNumber)).toEqual([
    '+819010000000',
    '+819010000100',
    '+819010000900',
  ]);
  const two = { places: ['a', 'b'].map((tenantId) => ({ tenantId, ...place })), users: 1, logins: 4, first: 2 };
  expect([0, 1, 2].map((login) => personOf(two, login).place.tenantId)).toEqual(['b', 'b', 'a']);
});

it('names the package that a function of a profile is from', () => {
  expect(packageOf('a', 'file:///x/node_modules/@scope/lib/dist/a.js')).toBe('@scope/lib');
  expect(packageOf('a', 'file:///x/packages/core/dist/a.js')).toBe('@tessera/core');
  expect(packageOf('a', 'node:internal/streams/writable')).toBe('node:streams');
  expect(packageOf('(garbage collector)', '')).toBe('garbage collector');
});

it('leaves idle time and the inspector out of a profile', () => {
  const frame = (functionName: string) => ({ functionName, url: '', lineNumber: 0 });
  const nodes = ['(idle)', 'work', '(program)', 'dispatch'].map((name, id) => ({ id, callFrame: frame(name) }));
  const { packages } = selfTime({ nodes, samples: [0, 1, 2, 1, 3], timeDeltas: [100, 10, 5, 5, 50] });
  expect(packages).toEqual([
    { name: 'built-in functions', share: 0.75 },
    { name: 'native code', share: 0.25 },
  ]);
});
