import type { JsonValue } from '@tessera/core';
import { AjvRequestSchemas } from '@tessera/json-schema';

const schemas = new AjvRequestSchemas();
const INVALID = 'invalid JSON Schema';
const REMOTE = 'remote $ref is not allowed';

function violationsOf(schema: JsonValue): readonly (readonly [string, string])[] {
  return (schemas.compile(schema).violations ?? []).map(({ pointer, message }) => [pointer, message]);
}

describe('AjvRequestSchemas', () => {
  it.each<[string, JsonValue, string, string]>([
    ['an unknown type', { properties: { a: { type: 'text' } } }, '/properties/a/type', INVALID],
    ['a wrong keyword value', { required: 'phone_number' }, '/required', INVALID],
    ['an unknown keyword', { properties: { a: { requried: true } } }, '/properties/a/requried', INVALID],
    ['an OpenAPI keyword', { nullable: true }, '/nullable', INVALID],
    ['an asynchronous schema', { $async: true }, '/$async', INVALID],
    ['an unknown format', { format: 'phone' }, '/format', INVALID],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, '/$schema', INVALID],
    ['a remote reference', { allOf: [{ $ref: 'https://example.com/schema' }] }, '/allOf/0/$ref', REMOTE],
    ['a relative reference', { $ref: 'other.json#/a' }, '/$ref', REMOTE],
    ['a remote dynamic reference', { not: { $dynamicRef: 'https://example.com/#m' } }, '/not/$dynamicRef', REMOTE],
    ['an inner $id', { $defs: { a: { $id: 'https://example.com/a' } } }, '/$defs/a/$id', INVALID],
    ['a reference to nothing', { properties: { a: { $ref: '#/$defs/a' } } }, '/properties/a/$ref', INVALID],
    ['an endless reference', { allOf: [{ $ref: '#' }] }, '', INVALID],
    ['a malformed pattern', { pattern: '(' }, '/pattern', INVALID],
    ['look-around', { pattern: '^(?=.*[a-z])' }, '/pattern', INVALID],
    ['a back-reference', { pattern: '(a)\\1' }, '/pattern', INVALID],
    ['a named back-reference', { pattern: '(?<n>a)\\k<n>' }, '/pattern', INVALID],
    ['repetitions that multiply', { pattern: '(?:.?){999}'.repeat(20) }, '/pattern', INVALID],
    ['a pattern of 257 characters', { pattern: 'a'.repeat(257) }, '/pattern', INVALID],
    [
      'a pattern for names that is not linear',
      { patternProperties: { '(a)\\1/~': {} } },
      '/patternProperties/(a)\\1~1~0',
      INVALID,
    ],
    ['a list', [], '', INVALID],
    ['a string', 'string', '', INVALID],
    ['null', null, '', INVALID],
  ])('refuses %s', (_name, schema, pointer, message) => {
    expect(violationsOf(schema)).toEqual([[pointer, message]]);
  });

  it('accepts a pattern of 256 characters', () => {
    expect(violationsOf({ pattern: 'a'.repeat(256) })).toEqual([]);
  });

  it('accepts its own dialect', () => {
    expect(
      violationsOf({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: 'https://example.com/s',
        type: 'object',
      }),
    ).toEqual([]);
  });

  it('takes neither property names nor plain values for keywords', () => {
    const schema = {
      properties: { $ref: { type: 'string' }, pattern: { const: { $ref: 'https://example.com', unknown: 1 } } },
      enum: [{ $id: 1 }],
    };
    expect(violationsOf(schema)).toEqual([]);
  });

  it('tells everything that is wrong at once', () => {
    expect(violationsOf({ foo: 1, properties: { a: { type: 'text' }, b: { pattern: '(' } } })).toEqual([
      ['/foo', INVALID],
      ['/properties/b/pattern', INVALID],
      ['/properties/a/type', INVALID],
    ]);
  });

  it('refuses a schema of hostile depth instead of failing', () => {
    let deep: JsonValue = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { not: deep };
    expect(violationsOf(deep)).toEqual([['', INVALID]]);
    let nested: JsonValue = {};
    for (let depth = 0; depth < 70; depth += 1) nested = { not: nested };
    expect(violationsOf(nested)).toEqual([['/not'.repeat(64), INVALID]]);
  });

  it('compiles a schema once', () => {
    expect(schemas.compile({ type: 'string' }).validator).toBe(schemas.compile({ type: 'string' }).validator);
  });
});
