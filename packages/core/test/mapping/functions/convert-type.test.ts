import fc from 'fast-check';
import type { JsonObject, JsonValue } from '@tessera/core';
import { InvalidParameterValueError } from '../../../src/mapping/invalid-parameter-value-error.js';
import { argumentViolations, runFunction } from '../run-rules.js';

type Row = [type: string, input: JsonValue, result: JsonValue];

describe('convert_type', () => {
  it.each<Row>([
    ['string', ' a ', 'a'],
    ['string', 1.5, '1.5'],
    ['string', false, 'false'],
    ['string', [1], null],
    ['string', {}, null],
    ['integer', ' 42 ', 42],
    ['integer', '-7', -7],
    ['integer', '1.0', 1],
    ['integer', '-0', 0],
    ['integer', 7, 7],
    ['integer', 1.5, null],
    ['integer', '1.5', null],
    ['integer', '', null],
    ['integer', '0x10', null],
    ['integer', 'Infinity', null],
    ['integer', '12a', null],
    ['integer', true, null],
    ['integer', 2147483647, 2147483647],
    ['integer', 2147483648, null],
    ['integer', -2147483648, -2147483648],
    ['long', '2147483648', 2147483648],
    ['long', '9007199254740991', 9007199254740991],
    ['long', '9007199254740993', null],
    ['double', '1.5e3', 1500],
    ['double', '.5', 0.5],
    ['double', '1e999', null],
    ['double', '9'.repeat(401), null],
    ['boolean', 'TRUE', true],
    ['boolean', '0', false],
    ['boolean', 1, true],
    ['boolean', 2, null],
    ['boolean', 'yes', null],
    ['boolean', '', null],
    ['datetime', '2025-01-19T19:00:00+09:00', '2025-01-19T10:00:00.000Z'],
    ['datetime', '2025-01-19t10:00:00.123456z', '2025-01-19T10:00:00.123Z'],
    ['datetime', '2025-01-19 10:00', '2025-01-19T10:00:00.000Z'],
    ['datetime', '2025-01-19', '2025-01-19T00:00:00.000Z'],
    ['datetime', 1737280800, '2025-01-19T10:00:00.000Z'],
    ['datetime', 1737280800123, '2025-01-19T10:00:00.123Z'],
    ['datetime', 0, '1970-01-01T00:00:00.000Z'],
    ['datetime', -1, '1969-12-31T23:59:59.000Z'],
    ['datetime', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['datetime', '2025-02-29', null],
    ['datetime', '2025-13-01', null],
    ['datetime', '2025-01-00', null],
    ['datetime', '2025-01-19T24:00:00Z', null],
    ['datetime', '0000-01-01T00:00:00+14:00', null],
    ['datetime', '9999-12-31T23:59:59-14:00', null],
    ['datetime', 1e300, null],
    ['datetime', 'yesterday', null],
    ['datetime', true, null],
    ['integer', null, null],
  ])('makes %s of %j: %j', (type, input, result) => {
    expect(runFunction('convert_type', { type }, input)).toBe(result);
  });

  it.each<[string, string, JsonValue]>([
    ['de', '1.234,5', 1234.5],
    ['de', '1234,5', 1234.5],
    ['de', '1,5', 1.5],
    ['de', '1.5.5', null],
    ['de', '-1,5', -1.5],
    ['en', '1,234,567.25', 1234567.25],
    ['en', '1,2,3', null],
    ['en', '1,,234', null],
    ['fr', '1 234,5', 1234.5],
    ['fr', '1\u202f234,5', 1234.5],
    ['en-IN', '12,34,567', 1234567],
  ])('reads numbers as %s writes them: %s is %j', (locale, input, result) => {
    expect(runFunction('convert_type', { type: 'double', locale }, input)).toBe(result);
  });

  it('leaves blanks alone when told to', () => {
    expect(runFunction('convert_type', { type: 'string', trim: false }, ' a ')).toBe(' a ');
    expect(runFunction('convert_type', { type: 'integer', trim: false }, ' 1 ')).toBeNull();
  });

  it('gives null, the default, or an error for what it cannot convert', () => {
    const convert = (args: JsonObject): JsonValue =>
      runFunction('convert_type', { type: 'integer', ...args }, 'secret-value', { fallback: 5 });
    expect(convert({})).toBeNull();
    expect(convert({ onError: 'default', default: 7 })).toBe(7);
    expect(convert({ onError: 'default', default: '$.fallback' })).toBe(5);
    expect(convert({ onError: 'default' })).toBeNull();
    expect(() => convert({ onError: 'throw' })).toThrow(InvalidParameterValueError);
    expect(() => convert({ onError: 'throw' })).toThrow(/^(?!.*secret-value).*\/functions\/0\/args/);
  });

  it('does not throw for null, which is no wrong value', () => {
    expect(runFunction('convert_type', { type: 'integer', onError: 'throw' }, null)).toBeNull();
  });

  it('gives every integer back that was written as text', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(runFunction('convert_type', { type: 'long' }, String(number))).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it('gives every instant back that was written as RFC 3339', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(runFunction('convert_type', { type: 'datetime' }, date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
  });

  it.each<[JsonObject, readonly string[]]>([
    [{}, ['args/type']],
    [{ type: 'float' }, ['args/type']],
    [{ type: 'integer', onError: 'fail', trim: 1 }, ['args/trim', 'args/onError']],
    [{ type: 'integer', locale: '!' }, ['args/locale']],
    [{ type: '$.type' }, ['args/type']],
  ])('refuses %j', (args, pointers) => {
    expect(argumentViolations('convert_type', args)).toEqual(pointers.map((pointer) => [pointer, 'invalid argument']));
  });
});
