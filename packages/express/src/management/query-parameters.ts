import { TesseraError, ViolationList } from '@tessera/core';
import type { Request } from 'express';

const TRUE = new Set(['true', '1', 'on', 'yes']);
const FALSE = new Set(['false', '0', 'off', 'no']);

/** Reads query parameters and collects everything wrong with them (specification 5.2). */
export class QueryParameters {
  private readonly query: Request['query'];
  private readonly violations = new ViolationList();

  constructor(req: Request) {
    this.query = req.query;
  }

  /** A filter; an empty one filters nothing. */
  text(name: string): string | undefined {
    return this.value(name) || undefined;
  }

  /** A filter that may not be left out. @param why told to whoever leaves it out, where that is not plain */
  required(name: string, why?: string): string {
    const text = this.text(name);
    const expected = 'one value of at most 1024 characters';
    if (text === undefined)
      this.violations.add(`/${name}`, 'required', why === undefined ? expected : `${expected}: ${why}`);
    return text ?? '';
  }

  private value(name: string): string | undefined {
    const value = this.query[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= 1024 && !value.includes('\u0000')) return value;
    this.violations.add(
      `/${name}`,
      typeof value === 'string' ? 'out of range' : 'repeated parameter',
      'one value of at most 1024 characters',
    );
    return undefined;
  }

  /** An empty value is refused: who writes `?dry_run` must not get the real thing. */
  flag(name: string): boolean {
    const text = this.value(name)?.toLowerCase();
    if (text === undefined || FALSE.has(text)) return false;
    if (TRUE.has(text)) return true;
    this.violations.add(`/${name}`, 'unknown value', 'one of true, 1, on, yes, false, 0, off, no', text);
    return false;
  }

  integer(name: string, fallback: number, range: { readonly min: number; readonly max: number }): number {
    const text = this.value(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= range.min && value <= range.max) return value;
    this.violations.add(`/${name}`, 'out of range', `${range.min}..${range.max}`, text);
    return fallback;
  }

  /** A number that may not be left out. */
  requiredInteger(name: string, range: { readonly min: number; readonly max: number }): number {
    if (this.query[name] === undefined) this.violations.add(`/${name}`, 'required', `${range.min}..${range.max}`);
    return this.integer(name, range.min, range);
  }

  /** An RFC 3339 instant. */
  instant(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parseInstant(text);
    if (value !== undefined) return value;
    this.violations.add(`/${name}`, 'not an RFC 3339 date-time', 'e.g. 2025-01-19T10:00:00Z', text);
    return undefined;
  }

  /** Comma-separated values, each one of `known`. */
  list<T extends string>(name: string, known: readonly T[]): readonly T[] | undefined {
    const values = this.text(name)
      ?.split(',')
      .map((value) => value.trim());
    for (const value of values ?? []) {
      if (!known.includes(value as T)) this.violations.add(`/${name}`, 'unknown value', 'a security event type', value);
    }
    return values as readonly T[] | undefined;
  }

  /** A filter that is one of `known`. */
  choice<T extends string>(name: string, known: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = known.find((value) => value === text);
    if (text !== undefined && found === undefined)
      this.violations.add(`/${name}`, 'unknown value', `one of ${known.join(', ')}`, text);
    return found;
  }

  page(): { readonly limit: number; readonly offset: number } {
    return {
      limit: this.integer('limit', 20, { min: 1, max: 1000 }),
      offset: this.integer('offset', 0, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    };
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations found so far */
  check(): void {
    this.violations.throwIfAny('the query');
  }
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function parseInstant(text: string): number | undefined {
  const upper = text.toUpperCase();
  const [, day = ''] = RFC_3339.exec(upper) ?? [];
  const value = day === '' ? NaN : Date.parse(upper);
  // Date.parse takes 30 February for 2 March.
  const isDay = !Number.isNaN(value) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isDay ? value : undefined;
}

/** The version in `If-Match`, `"3"`. @throws TesseraError `ERR_PRECONDITION_FAILED` for an entity tag that no object can have */
export function expectedVersion(req: Request): number | undefined {
  const header = req.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new TesseraError('ERR_PRECONDITION_FAILED', 'If-Match names no version');
  return Number(version);
}
