import fc from 'fast-check';
import { ViolationList, type JsonObject, type JsonValue } from '@tessera/core';
import { compileFunctionChain } from '../../../src/mapping/functions/compile-function.js';
import { MAPPING_FUNCTIONS } from '../../../src/mapping/functions/mapping-functions.js';
import { isWithinLimits } from '../../../src/mapping/functions/result-limits.js';
import { fakeMappingDependencies } from '../fakes.js';

/** Arguments with which each function can be compiled, one of them from the roots wherever that is possible. */
const ARGUMENTS: Readonly<Record<string, JsonObject>> = {
  format: { template: '{{value}} {{value}}' },
  random_string: { length: '$.any' },
  now: { zone: '$.any' },
  exists: {},
  convert_type: { type: 'double', onError: 'default', default: '$.any' },
  uuid4: {},
  uuid5: { namespace: 'URL', name: '$.any' },
  uuid_short: { length: '$.any' },
  substring: { start: '$.any', length: 3 },
  replace: { target: '$.any', ignoreCase: true },
  regex_replace: { pattern: '[a-z]', replacement: '$.any' },
  case: { mode: 'title', locale: '$.any' },
  trim: { chars: '$.any' },
  if: { condition: 'empty', then: '$.any' },
  switch: { cases: '$.any', default: '$.any' },
  map: { function: 'append', function_args: { value: '$.any' } },
  filter: { condition: "{{value}} contains 'a' || length > 1", field: '$.any' },
  join: { separator: '$.any' },
  split: { separator: '$.any' },
  append: { value: '$.any' },
  remove: { value: '$.any' },
  merge: { source: '$.any', distinct: true },
  pluck: { field: '$.any' },
  concat: { values: ['$.any', 'a'] },
  reshape: { fields: { a: 'a', b: '$.any' } },
  mimeEncodedWord: { encoding: 'Q' },
  base64: { url_safe: '$.any' },
  normalize: { form: '$.any' },
  phone_format: { format: '$.any' },
};

const STATES_A_RESULT_FOR_NULL = [
  'format',
  'random_string',
  'now',
  'exists',
  'uuid4',
  'uuid5',
  'uuid_short',
  'if',
  'switch',
  'append',
  'concat',
];

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

describe('every mapping function', () => {
  it('is in the table of the specification, and the other way round', () => {
    expect([...MAPPING_FUNCTIONS.keys()]).toEqual(Object.keys(ARGUMENTS));
  });

  it.each(Object.entries(ARGUMENTS))(
    '%s never throws, never changes its input and stays within the limits',
    (name, args) => {
      const violations = new ViolationList();
      const chain = compileFunctionChain([{ name, args }], {
        pointer: '',
        violations,
        dependencies: fakeMappingDependencies(),
      });
      expect(violations.violations).toEqual([]);
      fc.assert(
        fc.property(
          fc.oneof(json, fc.array(json), fc.string()),
          fc.oneof(json, fc.integer(), fc.string()),
          (input, any) => {
            const before = JSON.stringify([input, any]);
            const result = chain?.[0]?.(input, { any });
            expect(result !== undefined && isWithinLimits(result)).toBe(true);
            expect(JSON.stringify([input, any])).toBe(before);
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it.each(Object.keys(ARGUMENTS).filter((name) => !STATES_A_RESULT_FOR_NULL.includes(name)))(
    '%s makes null of null',
    (name) => {
      const context = { pointer: '', violations: new ViolationList(), dependencies: fakeMappingDependencies() };
      const chain = compileFunctionChain([{ name, args: ARGUMENTS[name] ?? {} }], context);
      expect(chain?.[0]?.(null, { any: [1] })).toBeNull();
    },
  );

  it.each(Object.keys(ARGUMENTS))('%s refuses arguments it does not know', (name) => {
    const violations = new ViolationList();
    const args = { ...ARGUMENTS[name], nonsense: 1 };
    compileFunctionChain([{ name, args }], { pointer: '', violations, dependencies: fakeMappingDependencies() });
    expect(violations.violations).toEqual([
      expect.objectContaining({ pointer: '/0/args/nonsense', message: 'invalid argument' }),
    ]);
  });
});
