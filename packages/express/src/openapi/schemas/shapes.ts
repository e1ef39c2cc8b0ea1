import type { JsonObject } from '@tessera/core';
import type { Schema } from '../operation.js';

type Properties = Readonly<Record<string, Schema>>;

/** An object with these members and no other. */
export function closed(required: Properties, optional: Properties = {}): Schema {
  return { ...open(required, optional), additionalProperties: false };
}

/** An object with these members; others are not looked at. */
export function open(required: Properties, optional: Properties = {}): Schema {
  const names = Object.keys(required);
  return {
    type: 'object',
    ...(names.length > 0 ? { required: names } : {}),
    properties: { ...required, ...optional },
  };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function constant(value: string | boolean): Schema {
  return { const: value };
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** Refers to a schema of the components. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

export const TEXT: Schema = { type: 'string' };
export const FLAG: Schema = { type: 'boolean' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const UUID: Schema = { type: 'string', format: 'uuid' };
export const INSTANT: Schema = { type: 'string', format: 'date-time' };
export const ADDRESS: Schema = { type: 'string', format: 'uri' };
export const ANY: Schema = {};
export const ANY_OBJECT: Schema = { type: 'object' };
export const POINTER: Schema = { type: 'string', format: 'json-pointer', description: 'RFC 6901' };

/** What is taken and never shown. */
export function writeOnly(schema: Schema): Schema {
  return { ...schema, writeOnly: true };
}

/** What stands in answers in place of a stored secret. */
export const MASK: Schema = { const: '********', description: 'A secret is stored; writing this back keeps it.' };

/**
 * Makes a schema that refers to itself by `#/$defs/…` a component: inside the document those references have another root.
 */
export function embedded(schema: JsonObject, name: string): Schema {
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  const text = JSON.stringify(rest).replaceAll('"#/$defs/', `"#/components/schemas/${name}/$defs/`);
  return JSON.parse(text) as Schema;
}
