import { isJsonObject, pointerTo, ViolationList, type JsonObject, type JsonValue, type Violation } from '@tessera/core';
import { FORMATS } from './create-ajv.js';
import { isLinearPattern, MAX_PATTERN_LENGTH } from './linear-pattern.js';
import { KEYWORDS } from './schema-keywords.js';
import { schemaPlaces, type SchemaPlace } from './schema-walk.js';

/** Says what is wrong with any schema that is not usable, but for remote references. */
export const INVALID = 'invalid JSON Schema';
const REMOTE = 'remote $ref is not allowed';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Schemas in schemas; deeper ones serve only to exhaust the compiler. */
const MAX_DEPTH = 64;

/** What the standard's own meta-schema does not say: unknown keywords and formats, remote references, patterns, depth. */
export function schemaViolations(root: JsonValue): readonly Violation[] {
  const found = new ViolationList();
  if (!isJsonObject(root) && typeof root !== 'boolean') found.add('', INVALID, 'an object or a boolean');
  for (const place of schemaPlaces(root, MAX_DEPTH)) {
    if (place.depth === MAX_DEPTH) found.add(place.pointer, INVALID, `at most ${String(MAX_DEPTH)} levels`);
    checkKeywords(place, found);
    checkReferences(place, found);
    checkFormat(place, found);
    checkPatterns(place, found);
  }
  return found.violations;
}

function checkKeywords({ schema, pointer }: SchemaPlace, found: ViolationList): void {
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword))
      found.add(pointerTo(pointer, keyword), INVALID, 'a keyword of JSON Schema 2020-12', keyword);
  }
  const dialect = schema['$schema'];
  if (typeof dialect === 'string' && dialect.replace(/#$/, '') !== DIALECT)
    found.add(pointerTo(pointer, '$schema'), INVALID, DIALECT, dialect);
}

function checkReferences({ schema, pointer }: SchemaPlace, found: ViolationList): void {
  // An inner `$id` serves remote references only, and would move the base of the local ones.
  if ('$id' in schema && pointer !== '') found.add(pointerTo(pointer, '$id'), INVALID, '$id at the root only');
  for (const keyword of ['$ref', '$dynamicRef']) {
    const target = schema[keyword];
    if (typeof target === 'string' && !target.startsWith('#'))
      found.add(pointerTo(pointer, keyword), REMOTE, 'a reference that begins with #', target);
  }
}

function checkFormat({ schema, pointer }: SchemaPlace, found: ViolationList): void {
  const format = schema['format'];
  if (typeof format === 'string' && !FORMATS.some((known) => known === format)) {
    found.add(pointerTo(pointer, 'format'), INVALID, `one of ${FORMATS.join(', ')}`, format);
  }
}

function checkPatterns({ schema, pointer }: SchemaPlace, found: ViolationList): void {
  const expected = `a linear-time pattern of at most ${String(MAX_PATTERN_LENGTH)} characters`;
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && !isLinearPattern(pattern))
    found.add(pointerTo(pointer, 'pattern'), INVALID, expected, pattern);
  for (const name of namesIn(schema, 'patternProperties')) {
    if (!isLinearPattern(name))
      found.add(pointerTo(pointerTo(pointer, 'patternProperties'), name), INVALID, expected, name);
  }
}

function namesIn(schema: JsonObject, keyword: string): readonly string[] {
  const value = schema[keyword];
  return isJsonObject(value) ? Object.keys(value) : [];
}
