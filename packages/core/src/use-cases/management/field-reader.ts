import type { ViolationList } from '../../errors/violation-list.js';
import { FORBIDDEN_NAMES, isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';

export interface TextRules {
  /** In UTF-16 units; 255 by default. */
  readonly max?: number;
  readonly min?: number;
  readonly isValid?: (text: string) => boolean;
  /** What is told when `isValid` says no. */
  readonly expected?: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
}

/** Reads the members of a posted object and collects everything wrong with them. `null` counts as absent. */
export class FieldReader {
  readonly violations: ViolationList;
  private readonly document: JsonObject;
  private readonly isObject: boolean;
  private readonly pointer: string;
  private readonly seen = new Set<string>();

  constructor(document: JsonValue, violations: ViolationList, pointer = '') {
    this.violations = violations;
    this.pointer = pointer;
    this.document = isJsonObject(document) ? document : {};
    this.isObject = isJsonObject(document);
    if (!this.isObject) violations.add(pointer, 'wrong type', 'object', typeOf(document));
  }

  /** The raw member; it counts as known from here on. */
  take(name: string): JsonValue | undefined {
    this.seen.add(name);
    const value = Object.hasOwn(this.document, name) ? this.document[name] : undefined;
    return value === null ? undefined : value;
  }

  has(name: string): boolean {
    return this.take(name) !== undefined;
  }

  /** Whether it is there, and says `null`. */
  isNull(name: string): boolean {
    return Object.hasOwn(this.document, name) && this.document[name] === null;
  }

  text(name: string, { max = 255, min = 1, isValid, expected, secret = false }: TextRules = {}): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.wrongType(name, 'string', value);
    const shown = secret ? undefined : value;
    if (value.length < min || value.length > max)
      this.add(name, 'out of range', `${min}..${max} characters`, secret ? undefined : `${value.length} characters`);
    else if (isValid && !isValid(value)) this.add(name, 'not valid', expected, shown);
    else return value;
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.take(name);
    return value === undefined || typeof value === 'boolean' ? value : this.wrongType(name, 'boolean', value);
  }

  integer(name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) return this.wrongType(name, 'integer', value);
    if (value >= min && value <= max) return value;
    this.add(name, 'out of range', `${min}..${max}`, String(value));
    return undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.wrongType(name, 'string', value);
    if ((values as readonly string[]).includes(value)) return value as T;
    this.add(name, 'unknown value', `one of ${values.join(', ')}`, value);
    return undefined;
  }

  /** A list of different texts. */
  texts(name: string, rules: TextRules = {}, most = 100): readonly string[] | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.wrongType(name, 'list of strings', value);
    return this.itemsOf(name, value as readonly JsonValue[], { rules, most });
  }

  /** Like {@link texts}; one text with commas between the items will do too. */
  textsOrLine(name: string, rules: TextRules = {}, most = 100): readonly string[] | undefined {
    const value = this.take(name);
    if (typeof value !== 'string') return this.texts(name, rules, most);
    const items = value.split(',').map((item) => item.trim());
    return this.itemsOf(
      name,
      items.filter((item) => item !== ''),
      { rules, most },
    );
  }

  private itemsOf(
    name: string,
    items: readonly JsonValue[],
    { rules, most }: { readonly rules: TextRules; readonly most: number },
  ): readonly string[] {
    if (items.length > most) this.add(name, 'out of range', `at most ${most} items`, String(items.length));
    const inner = new FieldReader(
      Object.fromEntries(items.slice(0, most).map((item, index) => [String(index), item])),
      this.violations,
      pointerTo(this.pointer, name),
    );
    const read = items.slice(0, most).map((item, index) => {
      if (item === null) inner.wrongType(String(index), 'string', item);
      return inner.text(String(index), rules);
    });
    return [...new Set(read.filter((item) => item !== undefined))];
  }

  /** An object whose members are free. */
  free(name: string): JsonObject | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) return this.wrongType(name, 'object', value);
    this.refuseForbidden(value, pointerTo(this.pointer, name));
    return value;
  }

  /** A block of known members. */
  block(name: string): FieldReader | undefined {
    const value = this.take(name);
    return value === undefined ? undefined : new FieldReader(value, this.violations, pointerTo(this.pointer, name));
  }

  /** Of something that is no object, nothing more is told. */
  require(name: string): void {
    if (this.isObject && !this.has(name)) this.add(name, 'required');
  }

  /** The JSON pointer of a member, or of one inside it. */
  place(name: string, inner?: string): string {
    const place = pointerTo(this.pointer, name);
    return inner === undefined ? place : pointerTo(place, inner);
  }

  add(name: string, message: string, expected?: string, got?: string): void {
    this.violations.add(pointerTo(this.pointer, name), message, expected, got);
  }

  warn(name: string, code: string, message: string): void {
    this.seen.add(name);
    this.violations.warn(code, pointerTo(this.pointer, name), message);
  }

  /** Tells what nobody has asked for: it has no effect and is not stored. */
  warnRest(): void {
    for (const name of Object.keys(this.document)) {
      if (!this.seen.has(name)) this.warn(name, 'unknown_field', 'This field has no effect and is not stored');
    }
  }

  private wrongType(name: string, expected: string, value: JsonValue): undefined {
    this.add(name, 'wrong type', expected, typeOf(value));
  }

  private refuseForbidden(value: JsonValue, pointer: string): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries<JsonValue>(value)) {
      const place = pointerTo(pointer, name);
      if (FORBIDDEN_NAMES.has(name)) this.violations.add(place, 'this name is not allowed');
      else this.refuseForbidden(member, place);
    }
  }
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
