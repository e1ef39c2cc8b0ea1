/** Reads settings from environment variables and collects everything wrong with them, so that an operator sees it at once. */
export class Environment {
  private readonly values: Readonly<Record<string, string | undefined>>;
  private readonly problems: string[] = [];

  constructor(values: Readonly<Record<string, string | undefined>>) {
    this.values = values;
  }

  text(name: string): string | undefined {
    const value = this.values[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  required(name: string, why: string): string {
    const value = this.text(name);
    if (value === undefined) this.problem(`${name} is required: ${why}`);
    return value ?? '';
  }

  oneOf<T extends string>(name: string, known: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (known.includes(value as T)) return value as T;
    this.problem(`${name} must be one of ${known.join(', ')}`);
    return fallback;
  }

  integer(name: string, fallback: number, range: { readonly min: number; readonly max: number }): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
    if (value >= range.min && value <= range.max) return value;
    this.problem(`${name} must be an integer from ${range.min} to ${range.max}`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    if (['true', '1', 'on', 'yes'].includes(text)) return true;
    if (['false', '0', 'off', 'no'].includes(text)) return false;
    this.problem(`${name} must be true or false`);
    return fallback;
  }

  /** Comma-separated. */
  list(name: string, fallback: readonly string[] = []): readonly string[] {
    const text = this.text(name);
    if (text === undefined) return fallback;
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  /** @throws SettingsError naming every problem found so far */
  check(): void {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
  }
}

/** The server cannot start with these settings. */
export class SettingsError extends Error {
  override readonly name: string = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The settings are not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee docs/reference/settings.md.`,
    );
    this.problems = problems;
  }
}
