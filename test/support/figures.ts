import { appendFileSync } from 'node:fs';

/** Where measured figures go, a JSON line a call, for `docs/reference/reliability.md`; nowhere unless it is set. */
const FILE = process.env['TESSERA_RELIABILITY_REPORT'];

/** Writes down what a fault suite has measured. */
export function reportFigures(suite: string, figures: Readonly<Record<string, number | string>>): void {
  if (FILE !== undefined && FILE !== '') appendFileSync(FILE, `${JSON.stringify({ suite, ...figures })}\n`);
}
