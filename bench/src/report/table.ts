import type { Row, Target } from './result.js';

/** Rows as a Markdown table; every column that any row has. */
export function rowsTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return table(
    ['', ...columns],
    rows.map(({ name, values }) => [name, ...columns.map((column) => String(values[column] ?? '–'))]),
  );
}

export function targetsTable(targets: readonly Target[]): string {
  return table(
    ['Target', 'Wanted', 'Found', ''],
    targets.map(({ what, wanted, found, met }) => [what, wanted, found, met ? 'met' : '**missed**']),
  );
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...lines.map(line)].join('\n');
}

/** The same for a terminal: columns of equal width. */
export function plain(markdown: string): string {
  const lines = markdown.split('\n').filter((line) => !/^[|\s:-]+$/.test(line));
  const cells = lines.map((line) => line.slice(2, -2).split(' | '));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
