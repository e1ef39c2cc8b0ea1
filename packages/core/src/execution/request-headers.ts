import type { JsonObject, JsonValue } from '../json/json.js';
import { InvalidParameterValueError } from '../mapping/invalid-parameter-value-error.js';

/** Never set by a mapping; refused at write, and dropped when a name comes from data (`"*"`). Specification 1.7. */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'cookie',
]);

// RFC 9110 §5.6.2: anything else cannot be written on the wire as a field name.
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// RFC 9110 §5.5: tab and visible characters, one byte each. CR, LF and NUL would end the header and begin another.
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers of one outbound request. Names keep the spelling they were given and are unique without regard to case; the last one wins. */
export class RequestHeaders {
  private readonly fields = new Map<string, { readonly name: string; readonly value: string }>();

  /**
   * @param isAuthenticated the call brings its own `Authorization`
   * @throws InvalidParameterValueError when a value cannot be a header value
   */
  static fromMapping(mapped: JsonObject, isAuthenticated: boolean): RequestHeaders {
    const headers = new RequestHeaders();
    for (const [name, value] of Object.entries(mapped)) {
      const lower = name.toLowerCase();
      const isReserved = RESERVED_HEADERS.has(lower) || (isAuthenticated && lower === 'authorization');
      if (value !== null && !isReserved && TOKEN.test(name)) headers.set(name, headerText(name, value));
    }
    return headers;
  }

  get(name: string): string | undefined {
    return this.fields.get(name.toLowerCase())?.value;
  }

  set(name: string, value: string): void {
    this.fields.set(name.toLowerCase(), { name, value });
  }

  setIfAbsent(name: string, value: string): void {
    if (!this.fields.has(name.toLowerCase())) this.set(name, value);
  }

  toRecord(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.fields.values()].map(({ name, value }) => [name, value]));
  }
}

function headerText(name: string, value: JsonValue): string {
  const parts: readonly JsonValue[] = Array.isArray(value)
    ? (value as readonly JsonValue[]).filter((part) => part !== null)
    : [value];
  if (parts.some((part) => typeof part === 'object'))
    throw new InvalidParameterValueError(`the value for header ${name} is not a scalar`);
  // RFC 9110 §5.3: a field given more than once equals its values joined by commas.
  const text = parts.map(String).join(', ');
  if (!FIELD_VALUE.test(text))
    throw new InvalidParameterValueError(`the value for header ${name} holds a character that headers cannot carry`);
  return text;
}
