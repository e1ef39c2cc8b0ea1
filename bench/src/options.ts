import { parseArgs } from 'node:util';
import type { Pace } from './scenarios/lab.js';

/** How a run is done: `full` for figures, `quick` for a look, `check` only for whether every answer is right. */
export type Mode = 'full' | 'quick' | 'check';

export interface Options {
  readonly mode: Mode;
  /** Only these; the default ones when empty. */
  readonly scenarios: readonly string[];
  readonly list: boolean;
  readonly help: boolean;
  /** Whether the docs get the figures. */
  readonly writes: boolean;
}

const GROWTH = ['growth-tenants', 'growth-configurations', 'growth-users', 'growth-transactions'];

export const USAGE = `npm run bench -- [options]

  --quick            the main scenarios in short rounds, for a look: under two minutes, writes nothing
  --check            the shortest rounds: says whether every answer is right, measures nothing, writes nothing
  --scenario NAME    only this one; may be given several times
  --soak             the same as --scenario soak: ten minutes
  --growth           the four scenarios of growth: some ten minutes
  --no-write         prints the figures, but leaves docs/reference/performance.* alone
  --list             names the scenarios
`;

export const PACES: Readonly<Record<Mode, Pace>> = {
  full: { connections: 64, rounds: 5, roundMilliseconds: 3000, warmUpMilliseconds: 3000 },
  quick: { connections: 64, rounds: 2, roundMilliseconds: 600, warmUpMilliseconds: 600 },
  check: { connections: 4, rounds: 1, roundMilliseconds: 300, warmUpMilliseconds: 300 },
};

/** @throws TypeError for an unknown option */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [] },
      'no-write': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const mode = values.check ? 'check' : values.quick ? 'quick' : 'full';
  return {
    mode,
    scenarios: [...values.scenario, ...(values.soak ? ['soak'] : []), ...(values.growth ? GROWTH : [])],
    list: values.list,
    help: values.help,
    writes: mode === 'full' && !values['no-write'],
  };
}
