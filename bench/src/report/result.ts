/** A line of a table. */
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

/** A bar of the chart. */
export interface Bar {
  readonly name: string;
  /** Of the echo in the same run. */
  readonly ratio: number;
  /** What is to be reached, where there is something. */
  readonly target?: number;
}

/** What a scenario found. */
export interface ScenarioResult {
  readonly rows: readonly Row[];
  readonly targets?: readonly Target[];
  readonly bars?: readonly Bar[];
  /** Short sentences below the table. */
  readonly notes?: readonly string[];
}

/** As many digits as mean something. */
export function rounded(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const size = Math.abs(value);
  return Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3));
}

/** `1.52 ×` */
export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function atLeast(what: string, wanted: number, found: number): Target {
  return { what, wanted: `at least ${times(wanted)}`, found: times(found), met: found >= wanted };
}

export function atMost(what: string, wanted: number, found: number): Target {
  return { what, wanted: `at most ${times(wanted)}`, found: times(found), met: found <= wanted };
}

export function under(what: string, wanted: number, found: number, unit: string): Target {
  return { what, wanted: `under ${wanted} ${unit}`, found: `${rounded(found)} ${unit}`, met: found < wanted };
}
