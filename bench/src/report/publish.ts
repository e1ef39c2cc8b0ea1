import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.js';
import type { ScenarioResult } from './result.js';
import { rowsTable, targetsTable } from './table.js';

/** Of the machine and the run that a result comes from; ratios travel, figures do not. */
export interface Circumstances {
  readonly node: string;
  readonly cores: number;
  readonly platform: string;
  readonly rounds: number;
  readonly roundSeconds: number;
  /** Of the CPU time of this machine, where the kernel tells: with more than a few, the figures are of little worth. */
  readonly stolenPercent?: number;
}

export interface PublishedScenario extends ScenarioResult {
  readonly title: string;
  readonly about: string;
  readonly circumstances: Circumstances;
}

export type Published = Readonly<Record<string, PublishedScenario>>;

const BEGIN = '<!-- figures of npm run bench: begin -->';
const END = '<!-- figures of npm run bench: end -->';

/** Puts results beside those that are there, in JSON, and makes the tables and the chart of all of them anew. */
export function publish(folder: string, found: Published, order: readonly string[]): void {
  const json = join(folder, 'performance.json');
  const old = existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as Published) : {};
  const merged: Published = { ...old, ...found };
  const names = order.filter((name) => merged[name] !== undefined);
  const all = Object.fromEntries(names.map((name) => [name, merged[name] as PublishedScenario]));
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  const bars = Object.values(all).flatMap((scenario) => scenario.bars ?? []);
  if (bars.length > 0) writeFileSync(join(folder, 'performance.svg'), chart(bars));
  const page = join(folder, 'performance.md');
  if (existsSync(page)) writeFileSync(page, withFigures(readFileSync(page, 'utf8'), markdown(all)));
}

/** The page with its generated part replaced. @throws Error when the page has no such part */
export function withFigures(page: string, figures: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page lacks ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${figures}\n\n${END}${after}`;
}

/** All targets first, then a section a scenario. */
export function markdown(all: Published): string {
  const scenarios = Object.entries(all);
  const targets = scenarios.flatMap(([, { targets: own = [] }]) => own);
  const bars = scenarios.some(([, { bars: own = [] }]) => own.length > 0);
  const picture = bars ? ['![Ratios to a stock Express echo](performance.svg)'] : [];
  const summary = targets.length > 0 ? ['### Targets', targetsTable(targets)] : [];
  const sections = scenarios.flatMap(([name, { title, about, rows, notes = [], circumstances }]) => [
    `### ${title}`,
    `${about} \`npm run bench -- --scenario ${name}\`; ${describe(circumstances)}.`,
    rowsTable(rows),
    ...(notes.length > 0 ? [notes.map((note) => `* ${note}`).join('\n')] : []),
  ]);
  return [...picture, ...summary, ...sections].join('\n\n');
}

function describe({ node, cores, platform, rounds, roundSeconds, stolenPercent }: Circumstances): string {
  const stolen = stolenPercent === undefined ? '' : `, ${stolenPercent} % of the CPU time stolen`;
  return `Node.js ${node}, ${cores} cores, ${platform}, ${rounds} rounds of ${roundSeconds} s${stolen}`;
}
