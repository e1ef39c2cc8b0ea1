import { readFileSync } from 'node:fs';
import { AjvRequestSchemas } from '@tessera/json-schema';
import type { JsonObject, JsonValue } from '../../src/json/json.js';

export type SchemaName = 'authentication-configuration' | 'authentication-policy';

/** What a published schema has against a document: nothing when it accepts it. */
export function schemaValidator(name: SchemaName): (document: JsonValue) => readonly string[] {
  const text = readFileSync(`${import.meta.dirname}/../../schemas/${name}.json`, 'utf8');
  const { validator, violations } = new AjvRequestSchemas().compile(JSON.parse(text) as JsonObject);
  if (!validator) throw new Error(JSON.stringify(violations));
  return validator;
}
