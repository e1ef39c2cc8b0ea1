import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json.js';

/** Arguments of one call, checked against their parameters. */
export class Arguments {
  private readonly values: ReadonlyMap<string, JsonValue>;
  private readonly given: ReadonlySet<string>;

  /**
   * @param values by name, defaults included
   * @param given names written in the document, those still to be resolved included
   */
  constructor(values: ReadonlyMap<string, JsonValue>, given: ReadonlySet<string>) {
    this.values = values;
    this.given = given;
  }

  /** The same with further values. */
  with(values: ReadonlyMap<string, JsonValue>): Arguments {
    return new Arguments(new Map([...this.values, ...values]), this.given);
  }

  /** True when the document has this argument, whatever its value. */
  isGiven(name: string): boolean {
    return this.given.has(name);
  }

  /** True when the argument has a value, given or by default. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  value(name: string): JsonValue {
    return this.values.get(name) ?? null;
  }

  /** Empty when absent. */
  text(name: string): string {
    const value = this.values.get(name);
    return typeof value === 'string' ? value : '';
  }

  optionalText(name: string): string | undefined {
    const value = this.values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.values.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** False when absent. */
  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  /** Empty when absent. */
  list(name: string): readonly JsonValue[] {
    const value = this.values.get(name);
    return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  }

  /** Empty when absent. */
  object(name: string): JsonObject {
    const value = this.values.get(name);
    return isJsonObject(value) ? value : {};
  }
}
