import type { JsonValue } from '@tessera/core';
import { AjvRequestSchemas } from '@tessera/json-schema';

const schemas = new AjvRequestSchemas();

function validate(schema: JsonValue, value: JsonValue): readonly string[] {
  const { validator, violations } = schemas.compile(schema);
  if (!validator) throw new Error(`the schema was refused: ${JSON.stringify(violations)}`);
  return validator(value);
}

describe('a compiled request schema', () => {
  it('is compiled once, by whomever it is asked for', () => {
    const schemas = new AjvRequestSchemas();
    const schema = (): JsonValue => ({ type: 'object', required: ['phone_number'] });
    expect(schemas.compile(schema())).toBe(schemas.compile(schema()));
    expect(schemas.compile(schema())).not.toBe(schemas.compile({ type: 'object' }));
  });

  it('lists every violation in the words of specification 1.5', () => {
    const schema = {
      type: 'object',
      properties: { verification_code: { type: 'string' } },
      required: ['phone_number'],
    };
    expect(validate(schema, { verification_code: 123456 })).toEqual([
      '/verification_code must be string',
      "/ must have required property 'phone_number'",
    ]);
    expect(validate(schema, { phone_number: '+819012345678', verification_code: '123456' })).toEqual([]);
  });

  it('never echoes a value', () => {
    const secret = 'S3cret-value';
    const schema = {
      properties: {
        a: { const: 'x' },
        b: { enum: ['x'] },
        c: { maxLength: 2 },
        d: { format: 'email' },
        e: { pattern: '^x$' },
        f: { type: 'integer' },
      },
    };
    const messages = validate(schema, { a: secret, b: secret, c: secret, d: secret, e: secret, f: secret });
    expect(messages).toHaveLength(6);
    expect(messages.join()).not.toContain(secret);
  });

  it.each([
    ['email', 'new-user@example.com', 'no-at-sign'],
    ['uuid', '7d8f2f0a-6f0e-4f0b-8a55-2f0c8f1f7b10', '7d8f2f0a'],
    ['uri', 'https://example.com/', 'no scheme'],
    ['date', '2025-01-19', '2025-02-30'],
    ['date-time', '2025-01-19T10:02:00Z', '2025-01-19'],
  ])('asserts the format %s', (format, right, wrong) => {
    expect(validate({ format }, right)).toEqual([]);
    expect(validate({ format }, wrong)).toEqual([`/ must match format "${format}"`]);
  });

  it('takes a boolean and an empty object for a schema', () => {
    expect(validate({}, { anything: [1] })).toEqual([]);
    expect(validate(true, 'anything')).toEqual([]);
    expect(validate(false, {})).toHaveLength(1);
  });

  it('asks for own properties: what every object inherits is not there', () => {
    expect(validate({ required: ['toString'] }, {})).toEqual(["/ must have required property 'toString'"]);
    expect(validate({ additionalProperties: false, properties: { a: {} } }, { constructor: 1 })).toEqual([
      '/ must NOT have additional properties',
    ]);
  });

  it('changes nothing in the value', () => {
    const value = { count: '7' };
    expect(validate({ properties: { count: { type: 'integer' }, more: { default: 1 } } }, value)).toEqual([
      '/count must be integer',
    ]);
    expect(value).toEqual({ count: '7' });
  });

  it('runs hostile input through a pattern in linear time', () => {
    const started = performance.now();
    expect(validate({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('reads the escapes and groups of ECMA-262', () => {
    const schema = { pattern: '^(?<first>\\u0061|\\d)/$' };
    expect([validate(schema, 'a/'), validate(schema, '7/')]).toEqual([[], []]);
    expect(validate(schema, 'b/')).toHaveLength(1);
  });

  it('tells two patterns in one schema apart', () => {
    const schema = {
      properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } },
      patternProperties: { '^x_': { type: 'string' } },
    };
    expect(validate(schema, { a: 'a', b: 'b', x_1: 's' })).toEqual([]);
    expect(validate(schema, { a: 'b', b: 'a', x_1: 1 })).toHaveLength(3);
  });

  it('finds duplicates whatever the order of members, and in linear time', () => {
    expect(
      validate({ uniqueItems: true }, [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ]),
    ).toEqual(['/ must NOT have duplicate items']);
    expect(
      validate({ uniqueItems: true }, [1, '1', [1], ['1'], {}, [], null, ['object'], { a: 1 }, [['a', 1]]]),
    ).toEqual([]);
    const many = Array.from({ length: 20_000 }, (_, index) => ({ index }));
    const started = performance.now();
    expect(validate({ uniqueItems: true }, many)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('lists at most 100 violations of bounded length', () => {
    const wrong = validate(
      { items: { type: 'string' } },
      Array.from({ length: 5000 }, () => 1),
    );
    expect(wrong).toHaveLength(100);
    const [message] = validate({ additionalProperties: { type: 'string' } }, { ['x'.repeat(10_000)]: 1 });
    expect(message?.length).toBe(300);
  });

  it('follows local references, recursive ones too', () => {
    const tree = {
      properties: { next: { $ref: '#' }, leaf: { $ref: '#/$defs/leaf' } },
      $defs: { leaf: { $anchor: 'l', type: 'string' } },
    };
    expect(validate(tree, { next: { next: { leaf: 'x' } } })).toEqual([]);
    expect(validate(tree, { next: { next: { leaf: 1 } } })).toEqual(['/next/next/leaf must be string']);
    expect(validate({ $ref: '#l', $defs: { leaf: { $anchor: 'l', type: 'string' } } }, 1)).toEqual([
      '/ must be string',
    ]);
  });

  it('refuses a value that is too deep for a recursive schema instead of failing', () => {
    let value: JsonValue = {};
    for (let depth = 0; depth < 200_000; depth += 1) value = { next: value };
    expect(validate({ properties: { next: { $ref: '#' } } }, value)).toEqual(['/ must NOT be nested that deeply']);
  });
});

describe('schemas of several tenants', () => {
  it('do not clash, even with the same $id, $anchor and definitions', () => {
    const schemaOf = (type: string) => ({
      $id: 'https://example.com/s',
      $ref: '#d',
      $defs: { d: { $anchor: 'd', $ref: '#/$defs/e' }, e: { type } },
    });
    const [first, second] = [schemas.compile(schemaOf('string')), schemas.compile(schemaOf('number'))];
    expect([first.validator?.('x'), first.validator?.(1)]).toEqual([[], ['/ must be string']]);
    expect([second.validator?.(1), second.validator?.('x')]).toEqual([[], ['/ must be number']]);
  });

  it('keep their own root when they are recursive', () => {
    const schemaOf = (type: string) => ({ properties: { next: { $ref: '#' }, leaf: { type } } });
    const [first, second] = [schemas.compile(schemaOf('string')), schemas.compile(schemaOf('number'))];
    expect(first.validator?.({ next: { leaf: 'x' } })).toEqual([]);
    expect(second.validator?.({ next: { leaf: 'x' } })).toEqual(['/next/leaf must be number']);
  });
});
