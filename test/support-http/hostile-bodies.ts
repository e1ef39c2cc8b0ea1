import { gzipSync } from 'node:zlib';

/** What a route takes, as far as it is declared. */
export interface BodyTaken {
  readonly mediaType: string | undefined;
  readonly fields: readonly string[];
}

export interface HostileBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const JSON_TYPE = 'application/json';
const DEPTH = 10_000;
const MEBIBYTE = 1_048_576;
const WRONG = [
  'true',
  '-1',
  '1e999',
  '"x"',
  '"\\u0000"',
  '""',
  '[]',
  '[[null]]',
  '{}',
  '{"__proto__":{"polluted":1}}',
  'null',
];

/** Whole bodies that no route expects. */
const WHOLE: readonly (string | Uint8Array)[] = [
  '',
  '{',
  'null',
  '[]',
  '[{"a":1}]',
  '"x"',
  '0',
  '\ufeff{}',
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"prototype":{"polluted":true},"toString":1,"hasOwnProperty":null,"valueOf":{}}',
  `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`,
  '['.repeat(DEPTH),
  `{"a":${'9'.repeat(10_000)}}`,
  '{"a":1e999,"b":-0,"c":1.7976931348623159e308}',
  '{"a":"\\u0000","\\u0000":1}',
  '{"a":"\\ud800"}',
  `{"a":"${'x'.repeat(MEBIBYTE)}"}`,
  Uint8Array.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d]),
];

const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json, text/html',
  'x'.repeat(1000),
];

/** Bodies for a route that takes JSON, or none. */
export function hostileJson({ fields }: BodyTaken): readonly HostileBody[] {
  const [first = 'a'] = fields;
  const named = [
    ...fields.flatMap((field) => WRONG.map((value) => `{${JSON.stringify(field)}:${value}}`)),
    `{${JSON.stringify(first)}:"${'x'.repeat(MEBIBYTE)}"}`,
    `{${JSON.stringify(first)}:${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
    `{${fields.map((field) => `${JSON.stringify(field)}:1,${JSON.stringify(field)}:{}`).join(',')}}`,
  ];
  return [
    ...[...WHOLE, ...named].map((body) => ({ headers: { 'content-type': JSON_TYPE }, body })),
    ...OTHER_TYPES.map((type) => ({ headers: { 'content-type': type }, body: '{"a":1}' })),
    { headers: {}, body: '{}' },
    { headers: { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }, body: '{}' },
    { headers: { 'content-type': JSON_TYPE, 'content-encoding': 'x' }, body: '{}' },
    // Small on the wire, large behind it.
    { headers: { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(' '.repeat(16 * MEBIBYTE)) },
  ];
}

/** Bodies for a route that takes a form. */
export function hostileForms({ fields, mediaType = '' }: BodyTaken): readonly HostileBody[] {
  const values = ['', '%00', '%ff', '%zz', '%ED%A0%80', '__proto__', encodeURIComponent('{"a":1}'), 'x'.repeat(10_000)];
  const forms = [
    ...fields.flatMap((field) => [
      ...values.map((value) => `${field}=${value}`),
      `${field}=a&${field}=b`,
      `${field}[]=a`,
      `${field}[__proto__][polluted]=1`,
    ]),
    '__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__=1',
    '&'.repeat(10_000),
    'a=b&'.repeat(10_000),
    `a=${'x'.repeat(MEBIBYTE)}`,
    '%',
    '=',
    '\u0000',
  ];
  return [
    ...forms.map((body) => ({ headers: { 'content-type': mediaType }, body })),
    { headers: { 'content-type': mediaType }, body: Uint8Array.from([0x61, 0x3d, 0xff, 0xfe]) },
    ...hostileJson({ fields: [], mediaType: undefined }),
  ];
}

/** What stands where a part of a path or a value in a query is expected, encoded already. */
export const HOSTILE_PARTS: readonly string[] = [
  '%00',
  '%2F',
  '..',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%',
  '%zz',
  '%ff%fe',
  '%ED%A0%80',
  '%0d%0aset-cookie:%20a=b',
  '__proto__',
  'constructor',
  "'%20OR%20'1'='1",
  '%F0%9F%98%80',
  '-1',
  '9'.repeat(400),
  'x'.repeat(10_240),
];

/** Queries around a parameter. */
export function hostileQueries(name: string): readonly string[] {
  return [
    `${name}=a&${name}=b`,
    `${name}[]=a&${name}[]=b`,
    `${name}[a]=b`,
    `${name}[__proto__][polluted]=1`,
    `${name}[constructor][prototype][polluted]=1`,
    `${name}`,
    `${name}=`,
    ...HOSTILE_PARTS.filter((part) => !part.startsWith('..')).map((part) => `${name}=${part}`),
  ];
}
