/** A line of a table: a name and its figures, ready to be read by people and programs. */
export interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, number | string>>;
}

/** A figure that is to be reached. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean;
}

/** What a scenario found. */
export interface ScenarioResult {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
  /** Short sentences below the table. */
  readonly notes?: readonly string[];
}

/** As many digits as mean something. */
export function rounded(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digits = value >= 1000 ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return Number(value.toFixed(digits));
}

/** `1.52 ×` */
export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function atLeast(what: string, wanted: number, found: number): Target {
  return { what, wanted: `at least ${times(wanted)}`, found: times(found), met: found >= wanted };
}

export function under(what: string, wanted: number, found: number, unit: string): Target {
  return { what, wanted: `under ${wanted} ${unit}`, found: `${rounded(found)} ${unit}`, met: found < wanted };
}
