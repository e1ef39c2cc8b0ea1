import {
  BoundedCache,
  isJsonObject,
  type CompiledRequestSchema,
  type JsonObject,
  type JsonValue,
  type RequestSchemas,
  type Violation,
} from '@tessera/core';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { createAjv } from './create-ajv.js';
import { requestValidator } from './request-validator.js';
import { INVALID, schemaViolations } from './schema-violations.js';
import { schemaPlaces } from './schema-walk.js';

/** Compiled schemas that are kept; at most twice as many. */
const CACHE_LIMIT = 250;

/** JSON Schema 2020-12 on Ajv. One compiler serves all tenants and keeps nothing of a schema but its compiled form. */
export class AjvRequestSchemas implements RequestSchemas {
  private readonly ajv = createAjv();
  private readonly compiled = new BoundedCache<CompiledRequestSchema>(CACHE_LIMIT);

  compile(schema: JsonValue): CompiledRequestSchema {
    try {
      const key = JSON.stringify(schema);
      const known = this.compiled.get(key);
      if (known) return known;
      const made = this.compileAnew(schema);
      this.compiled.set(key, made);
      return made;
    } catch (error) {
      if (error instanceof RangeError)
        return { violations: [{ pointer: '', message: INVALID, expected: 'a schema of reasonable depth' }] };
      throw error;
    }
  }

  private compileAnew(schema: JsonValue): CompiledRequestSchema {
    const violations = [...schemaViolations(schema), ...this.againstMetaSchema(schema)];
    if (violations.length > 0) return { violations: onePerPlace(violations) };
    try {
      const validate = this.toFunction(schema);
      probe(validate);
      return { validator: requestValidator(validate) };
    } catch (error) {
      return { violations: [violationOf(schema, error)] };
    }
  }

  private againstMetaSchema(schema: JsonValue): readonly Violation[] {
    if (!isJsonObject(schema)) return [];
    const { $schema: _dialect, ...rest } = schema;
    if (this.ajv.validateSchema(rest) === true) return [];
    return (this.ajv.errors ?? []).map(({ instancePath, message }) => ({
      pointer: instancePath,
      message: INVALID,
      ...(message === undefined ? {} : { expected: message }),
    }));
  }

  private toFunction(schema: JsonValue): ValidateFunction {
    // References are local, so the root's `$id` means nothing; without it schemas of two tenants cannot clash.
    const object: JsonObject = isJsonObject(schema) ? schema : schema === true ? {} : { not: {} };
    const { $schema: _dialect, $id: _id, ...root } = object;
    try {
      return this.ajv.compile(root);
    } finally {
      this.ajv.removeSchema(root);
    }
  }
}

/** A schema that refers to itself without going down in the value never ends; better to know when it is written. */
function probe(validate: ValidateFunction): void {
  for (const value of [null, true, 0, '', [], {}]) validate(value);
}

function violationOf(schema: JsonValue, error: unknown): Violation {
  const missing =
    typeof error === 'object' && error !== null && 'missingRef' in error ? String(error.missingRef) : undefined;
  const place =
    missing === undefined ? undefined : [...schemaPlaces(schema)].find(({ schema: { $ref } }) => $ref === missing);
  const expected =
    error instanceof RangeError
      ? 'a schema that does not refer to itself endlessly'
      : error instanceof Error
        ? error.message
        : undefined;
  return {
    pointer: place ? `${place.pointer}/$ref` : '',
    message: INVALID,
    ...(expected === undefined ? {} : { expected: expected.slice(0, 200) }),
  };
}

/** The meta-schema reports one mistake from several of its parts. */
function onePerPlace(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Map<string, Violation>();
  for (const violation of violations) if (!seen.has(violation.pointer)) seen.set(violation.pointer, violation);
  return [...seen.values()];
}
