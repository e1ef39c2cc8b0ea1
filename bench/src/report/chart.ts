import type { Bar } from './result.js';

const WIDTH = 760;
const LABELS = 250;
const ROW = 30;
const TOP = 46;
const RIGHT = 60;

/** Bars of ratios to the echo, with what is to be reached marked; readable on light and dark pages. */
export function chart(bars: readonly Bar[]): string {
  const height = TOP + bars.length * ROW + 34;
  const largest = Math.max(1, ...bars.flatMap(({ ratio, target = 0 }) => [ratio, target])) * 1.08;
  const x = (ratio: number): number => Math.round(LABELS + (ratio / largest) * (WIDTH - LABELS - RIGHT));
  const title = 'Requests a second, as a ratio to a stock Express JSON echo of the same run';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="13">`,
    '<style>',
    'text { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d1d9e0 } .bar { fill: #0969da } .mark { stroke: #cf222e; stroke-width: 3 }',
    '@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #3d444d } .bar { fill: #4493f8 } .mark { stroke: #f85149 } }',
    '</style>',
    `<text x="8" y="20" font-weight="600">${title}</text>`,
    `<line class="grid" x1="${x(1)}" y1="${TOP - 10}" x2="${x(1)}" y2="${height - 26}" stroke-dasharray="4 4"/>`,
    `<text class="soft" x="${x(1)}" y="${TOP - 14}" text-anchor="middle" font-size="11">echo = 1</text>`,
    ...bars.flatMap((bar, index) => barElements(bar, TOP + index * ROW, x)),
    `<line class="mark" x1="8" y1="${height - 16}" x2="8" y2="${height - 4}"/><text class="soft" x="16" y="${height - 6}" font-size="11">to be reached</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function barElements({ name, ratio, target }: Bar, y: number, x: (ratio: number) => number): string[] {
  const width = Math.max(1, x(ratio) - LABELS);
  return [
    `<text x="${LABELS - 8}" y="${y + 16}" text-anchor="end">${escape(name)}</text>`,
    `<rect class="bar" x="${LABELS}" y="${y + 3}" width="${width}" height="18" rx="2"/>`,
    ...(target === undefined
      ? []
      : [`<line class="mark" x1="${x(target)}" y1="${y}" x2="${x(target)}" y2="${y + 24}"/>`]),
    `<text x="${Math.max(x(ratio), x(target ?? 0)) + 8}" y="${y + 16}">${ratio.toFixed(2)}</text>`,
  ];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
