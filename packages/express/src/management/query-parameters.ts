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

  text(name: string): string | undefined {
    const value = this.query[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' && value.length <= 1024 && !value.includes('\u0000')) return value;
    this.violations.add(
      `/${name}`,
      typeof value === 'string' ? 'out of range' : 'repeated parameter',
      'one value of at most 1024 characters',
    );
    return undefined;
  }

  flag(name: string): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || FALSE.has(text)) return false;
    if (TRUE.has(text)) return true;
    this.violations.add(`/${name}`, 'unknown value', 'one of true, 1, on, yes, false, 0, off, no', text);
    return false;
  }

  integer(name: string, fallback: number, range: { readonly min: number; readonly max: number }): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= range.min && value <= range.max) return value;
    this.violations.add(`/${name}`, 'out of range', `${range.min}..${range.max}`, text);
    return fallback;
  }

  /** An RFC 3339 instant. */
  instant(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)
      ? Date.parse(text)
      : NaN;
    if (!Number.isNaN(value)) return value;
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

/** The version in `If-Match`, `"3"`. @throws TesseraError `ERR_PRECONDITION_FAILED` for an entity tag that no object can have */
export function expectedVersion(req: Request): number | undefined {
  const header = req.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new TesseraError('ERR_PRECONDITION_FAILED', 'If-Match names no version');
  return Number(version);
}
