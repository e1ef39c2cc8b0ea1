import type { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import { jsonTypeOf, oneOf } from './describe.js';

/** The properties an object may and must have. */
export interface KnownProperties {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
}

function isInteger(value: JsonValue): value is number {
  return Number.isInteger(value);
}

/**
 * Reads the properties of one object of a document. Every method answers undefined for a property that is absent or wrong,
 * and reports the wrong ones.
 */
export class ObjectReader {
  readonly pointer: string;
  private readonly source: JsonObject;
  private readonly violations: ViolationList;

  private constructor(source: JsonObject, pointer: string, violations: ViolationList) {
    this.source = source;
    this.pointer = pointer;
    this.violations = violations;
  }

  /** Reports a value that is no object, unknown properties and missing ones. Undefined when it is no object. */
  static open(
    value: JsonValue,
    pointer: string,
    violations: ViolationList,
    { required = [], optional = [] }: KnownProperties,
  ): ObjectReader | undefined {
    const reader = ObjectReader.openAny(value, pointer, violations);
    for (const name of reader?.names() ?? []) {
      if (!required.includes(name) && !optional.includes(name))
        violations.add(pointerTo(pointer, name), 'unknown property');
    }
    for (const name of reader ? required : []) {
      if (!reader?.has(name)) violations.add(pointerTo(pointer, name), 'required');
    }
    return reader;
  }

  /** Opens an object whose property names are free. */
  static openAny(value: JsonValue, pointer: string, violations: ViolationList): ObjectReader | undefined {
    if (isJsonObject(value)) return new ObjectReader(value, pointer, violations);
    violations.add(pointer, 'wrong type', 'object', jsonTypeOf(value));
    return undefined;
  }

  names(): readonly string[] {
    return Object.keys(this.source);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.source, name);
  }

  at(name: string): string {
    return pointerTo(this.pointer, name);
  }

  raw(name: string): JsonValue | undefined {
    return this.has(name) ? this.source[name] : undefined;
  }

  object(name: string): JsonObject | undefined {
    return this.typed(name, 'object', isJsonObject);
  }

  list(name: string): readonly JsonValue[] | undefined {
    return this.typed(name, 'array', (value): value is readonly JsonValue[] => Array.isArray(value));
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'boolean', (value) => typeof value === 'boolean');
  }

  string(name: string): string | undefined {
    return this.typed(name, 'string', (value) => typeof value === 'string');
  }

  /** A string with at least one character; an empty one counts as missing. */
  text(name: string): string | undefined {
    const value = this.string(name);
    if (value !== '') return value;
    this.violations.add(this.at(name), 'required', 'a string that is not empty');
    return undefined;
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.typed(name, 'integer', isInteger);
    if (value === undefined || (value >= min && value <= max)) return value;
    this.violations.add(this.at(name), 'out of range', `${min}..${max}`, String(value));
    return undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) this.violations.add(this.at(name), 'unknown value', oneOf(values), value);
    return known;
  }

  private typed<T extends JsonValue>(
    name: string,
    expected: string,
    fits: (value: JsonValue) => value is T,
  ): T | undefined {
    const value = this.raw(name);
    if (value === undefined || fits(value)) return value;
    this.violations.add(this.at(name), 'wrong type', expected, jsonTypeOf(value));
    return undefined;
  }
}
