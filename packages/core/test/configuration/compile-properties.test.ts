import fc from 'fast-check';
import { valueAt } from '../../src/configuration/document/document-path.js';
import { redactSecrets } from '../../src/configuration/document/secrets.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/json/json.js';
import { GUIDE_EXTERNAL, SEED_INTERNAL, TWILIO_VERIFY } from '../fixtures/authentication-configurations.js';
import { dependencies, DEVELOPMENT, judge, PRODUCTION } from './support.js';

const DOCUMENTS = [GUIDE_EXTERNAL, SEED_INTERNAL, TWILIO_VERIFY];
const WORDS = [
  'sms',
  'type',
  'interactions',
  'execution',
  'function',
  'http_request',
  '*',
  '$.request_body',
  '__proto__',
  'constructor',
  '********',
  '',
];

const json = fc.oneof(
  fc.constantFrom<JsonValue>(...WORDS, null, true, 0, -1, 1e308, 0.5, [], {}),
  fc.jsonValue({ maxDepth: 4 }).map((value) => value as JsonValue),
);

/** Every place of a document, as reference tokens. */
function placesOf(value: JsonValue, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, child]: [string, JsonValue]) => placesOf(child, [...path, name])),
  ];
}

/** Writes `value` at `path`; a missing last name is added to an object. */
function written(document: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  const copy = structuredClone(document);
  const parent = valueAt(copy, path.slice(0, -1));
  const name = path.at(-1);
  if (name === undefined) return value;
  // A list has positions only; any other name would not be JSON.
  if (isJsonObject(parent) || (Array.isArray(parent) && Object.hasOwn(parent, name) && name !== 'length')) {
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** A valid document with one place replaced, or one name added beside it. */
const spoiled = fc
  .constantFrom(...DOCUMENTS)
  .chain((document) =>
    fc
      .tuple(
        fc.constantFrom(...placesOf(document)),
        json,
        fc.option(fc.oneof(fc.constantFrom(...WORDS), fc.string()), { nil: undefined }),
      )
      .map(([path, value, name]) => written(document, name === undefined ? path : [...path.slice(0, -1), name], value)),
  );

function expectJudged(document: JsonValue): void {
  for (const profile of [PRODUCTION, DEVELOPMENT]) {
    const { configuration, violations, warnings } = judge(document, { profile });
    expect(configuration === undefined).toBe(violations.length > 0);
    for (const { pointer } of [...violations, ...warnings]) expect(pointer).toMatch(/^(?:\/(?:[^~]|~[01])*)?$/s);
  }
}

describe('compileConfiguration', () => {
  it('never throws on any JSON, and points to a place', () => {
    fc.assert(fc.property(json, expectJudged), { numRuns: 200 });
  });

  it('never throws on a configuration with one place spoiled, and points to a place', () => {
    fc.assert(fc.property(spoiled, expectJudged), { numRuns: 200 });
  });

  it('never shows a secret in what it finds', () => {
    const secret = 'correct-horse-battery';
    const hidden = (document: JsonObject): JsonObject =>
      JSON.parse(
        JSON.stringify(document).replace(/"password":"(?:password|auth-token)"/g, `"password":"${secret}"`),
      ) as JsonObject;
    const place = fc
      .constantFrom(GUIDE_EXTERNAL, TWILIO_VERIFY)
      .chain((document) =>
        fc
          .constantFrom(...placesOf(document).filter((path) => path.length > 0))
          .map((path) => written(hidden(document), path, secret)),
      );
    fc.assert(
      fc.property(place, (document) => {
        const { violations } = judge(document);
        const remains =
          JSON.stringify(redactSecrets(document as JsonObject, dependencies)) !== JSON.stringify(document);
        for (const { got } of violations) if (remains) expect(got ?? '').not.toContain(secret);
      }),
      { numRuns: 200 },
    );
  });
});
