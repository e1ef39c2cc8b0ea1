import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../src/options.js';
import { chart } from '../src/report/chart.js';
import { cpuTimeOf, stolenShare } from '../src/report/circumstances.js';
import { publish } from '../src/report/publish.js';
import type { PublishedScenario } from '../src/report/publish.js';
import { plain, rowsTable } from '../src/report/table.js';
import { SCENARIOS } from '../src/scenarios/all.js';

const PAGE = '# Page\n<!-- figures of npm run bench: begin -->\nold\n<!-- figures of npm run bench: end -->\nby hand\n';
const aScenario = (title: string, ratio: number): PublishedScenario => ({
  title,
  about: 'What it does.',
  circumstances: { node: '20.0.0', cores: 2, platform: 'linux x64', rounds: 5, roundSeconds: 3 },
  rows: [{ name: 'a line', values: { 'requests/s': ratio } }],
  targets: [{ what: title, wanted: 'much', found: String(ratio), met: ratio > 1 }],
  bars: [{ name: title, ratio, target: 1 }],
});

describe('the share of stolen time', () => {
  const reading = (user: number, idle: number, steal: number): string =>
    `cpu  ${user} 0 0 ${idle} 0 0 0 ${steal} 7 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n`;

  it('is that of all cores between two readings', () => {
    const before = cpuTimeOf(reading(100, 800, 10));
    expect(before).toEqual({ total: 910, stolen: 10 });
    expect(stolenShare(before, cpuTimeOf(reading(150, 840, 20)))).toBeCloseTo(0.1);
  });

  it.each(['', 'cpu  1 2 3', 'cpu  a b c d e f g h'])('is unknown where the kernel does not tell: %j', (text) => {
    expect(cpuTimeOf(text)).toBeUndefined();
    expect(stolenShare(cpuTimeOf(text), cpuTimeOf(reading(1, 1, 1)))).toBeUndefined();
  });

  it('stands with the figures that it belongs to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
    writeFileSync(join(folder, 'performance.md'), PAGE);
    const scenario = aScenario('First', 1);
    publish(folder, { first: { ...scenario, circumstances: { ...scenario.circumstances, stolenPercent: 1.5 } } }, [
      'first',
    ]);
    expect(readFileSync(join(folder, 'performance.md'), 'utf8')).toContain(
      '5 rounds of 3 s, 1.5 % of the CPU time stolen',
    );
    rmSync(folder, { recursive: true });
  });
});

describe('the results of a run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
    writeFileSync(join(folder, 'performance.md'), PAGE);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  it('take their place beside those of other scenarios, and leave what is written by hand', () => {
    const order = ['first', 'second'];
    publish(folder, { second: aScenario('Second', 2) }, order);
    publish(folder, { first: aScenario('First', 0.5) }, order);
    publish(folder, { second: aScenario('Second', 3) }, order);
    expect(Object.keys(JSON.parse(read('performance.json')) as object)).toEqual(order);
    const page = read('performance.md');
    expect(page).toMatch(/^# Page\n.*### Targets.*### First.*### Second.*by hand\n$/s);
    expect(page).toContain('| Second | much | 3 | met |');
    expect(page).toContain('| First | much | 0.5 | **missed** |');
    expect(page).not.toContain('old');
    expect(read('performance.svg')).toContain('>3.00<');
  });
});

it('draws a bar for each ratio, and marks what is to be reached', () => {
  const svg = chart([{ name: 'a < b', ratio: 0.5, target: 1.5 }]);
  expect(svg).toContain('a &lt; b');
  expect(svg.match(/class="(?:bar|mark)"/g)).toHaveLength(3);
  expect(svg).toContain('prefers-color-scheme: dark');
});

it('prints a table in columns of equal width', () => {
  const lines = plain(
    rowsTable([
      { name: 'a', values: { x: 1 } },
      { name: 'long', values: { x: 100, y: 2 } },
    ]),
  ).split('\n');
  expect(lines).toEqual(['        x  y', 'a       1  –', 'long  100  2']);
});

describe('the options', () => {
  it('write the page only after a full run', () => {
    expect(parseOptions([]).writes).toBe(true);
    expect(parseOptions(['--quick']).writes).toBe(false);
    expect(parseOptions(['--check']).writes).toBe(false);
    expect(parseOptions(['--no-write']).writes).toBe(false);
  });

  it('name scenarios that there are', () => {
    const { scenarios } = parseOptions(['--soak', '--growth', '--scenario', 'pairs']);
    const known = SCENARIOS.map(({ name }) => name);
    expect(scenarios.filter((name) => !known.includes(name))).toEqual([]);
    expect(scenarios).toHaveLength(6);
  });
});
