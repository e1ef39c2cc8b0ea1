import type { JsonValue } from '../json/json.js';
import type { Violation } from '../errors/violation.js';

/** A compiled JSON Schema. */
export interface RequestValidator {
  /**
   * Every violation as one text, `"<pointer> <what is wrong>"`, the document itself being `/`, e.g. `/verification_code must be string`,
   * `/ must have required property 'phone_number'`. Values are never echoed. Empty: the value fits.
   */
  (value: JsonValue): readonly string[];
}

export type CompiledRequestSchema =
  | { readonly validator: RequestValidator; readonly violations?: undefined }
  | { readonly violations: readonly Violation[]; readonly validator?: undefined };

/** Compiles JSON Schema 2020-12 with the standard formats asserted. */
export interface RequestSchemas {
  /**
   * Refuses (violations, pointers relative to the schema): an invalid schema, a remote `$ref` (`remote $ref is not allowed`), an unknown keyword,
   * a pattern longer than 256 characters or not linear-time (`invalid JSON Schema`).
   */
  compile(schema: JsonValue): CompiledRequestSchema;
}
