import { isJsonObject, pointerTo } from '../../../json/json.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import type { FieldReader } from '../field-reader.js';

/** A key with its private part that a tenant does not have yet. */
export interface BroughtKey {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  /** Private JWK, standard members only. */
  readonly jwk: JsonObject;
  /** Where it stands in the posted document. */
  readonly pointer: string;
}

export interface BroughtKeys {
  /** Public members of all keys of the set. */
  readonly publicKeys: readonly JsonObject[];
  readonly added: readonly BroughtKey[];
}

const MOST_KEYS = 20;
const EXPECTED = 'RSA of 2048..8192 bits for RS256, or EC P-256 for ES256';
const BASE64URL = /^[\w-]+$/;
/** RFC 7518 §6: what tells the public key, and what makes it a private one. */
const MEMBERS = {
  RSA: { alg: 'RS256', required: ['n', 'e'], secret: ['d', 'p', 'q', 'dp', 'dq', 'qi'] },
  EC: { alg: 'ES256', required: ['crv', 'x', 'y'], secret: ['d'] },
} as const;

/**
 * Reads `jwks`, an object or the JSON text of one. No value of a key is ever told. A key without a private part must be one that the
 * tenant has, so that what was read can be written back.
 */
export function readJwks(fields: FieldReader, known: readonly JsonObject[]): BroughtKeys | undefined {
  const keys = keyListOf(fields);
  if (keys === undefined) return undefined;
  const found: (JsonObject & { readonly kid: string })[] = [];
  const added: BroughtKey[] = [];
  keys.forEach((key, index) => {
    const pointer = pointerTo(fields.place('jwks', 'keys'), index);
    const read = readKey(key, known);
    if (typeof read === 'string') return fields.violations.add(pointer, read, EXPECTED);
    if (found.some(({ kid }) => kid === read.publicKey.kid))
      return fields.violations.add(pointer, 'a second key with this kid', 'one key for a kid');
    found.push(read.publicKey);
    if (read.added) added.push({ ...read.added, pointer });
  });
  return { publicKeys: found, added };
}

function keyListOf(fields: FieldReader): readonly JsonValue[] | undefined {
  const posted = fields.take('jwks');
  if (posted === undefined) return undefined;
  const set = typeof posted === 'string' ? parse(posted) : posted;
  const keys = isJsonObject(set) ? set['keys'] : undefined;
  if (!Array.isArray(keys)) fields.add('jwks', 'not valid', 'a JWK Set (RFC 7517), or its JSON text');
  else if (keys.length > MOST_KEYS)
    fields.add('jwks', 'out of range', `at most ${MOST_KEYS} keys`, String(keys.length));
  else return keys as readonly JsonValue[];
  return undefined;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

interface ReadKey {
  readonly publicKey: JsonObject & { readonly kid: string };
  readonly added?: Omit<BroughtKey, 'pointer'>;
}

/** A text is what is wrong with it. */
function readKey(key: JsonValue, known: readonly JsonObject[]): ReadKey | string {
  if (!isJsonObject(key)) return 'wrong type';
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(key, name) ? key[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [kid, kty] = [text('kid'), text('kty')];
  if (kid === undefined || kid.length > 255) return 'kid is required';
  if (kty !== 'RSA' && kty !== 'EC') return 'kty is not supported';
  const { alg, required, secret } = MEMBERS[kty];
  if (key['alg'] !== undefined && key['alg'] !== alg) return 'alg is not supported';
  if (key['use'] !== undefined && key['use'] !== 'sig') return 'use is not supported';
  if (kty === 'EC' && text('crv') !== 'P-256') return 'crv is not supported';
  const pick = (names: readonly string[]): JsonObject =>
    Object.fromEntries(names.flatMap((name) => (BASE64URL.test(text(name) ?? '') ? [[name, text(name) ?? '']] : [])));
  const [material, privatePart] = [pick(required), pick(secret)];
  if (Object.keys(material).length < required.length) return 'the public part is not complete';
  if (kty === 'RSA' && !isRightSize(text('n') ?? '')) return 'the modulus has the wrong size';
  const publicKey = { kty, kid, use: 'sig', alg, ...material };
  const own = known.find((candidate) => candidate['kid'] === kid);
  if (own !== undefined && required.some((name) => own[name] !== material[name]))
    return 'another key of the tenant has this kid';
  if (own !== undefined) return { publicKey };
  if (Object.hasOwn(key, 'oth')) return 'keys of more than two primes are not supported';
  if (Object.keys(privatePart).length < secret.length) return 'the private part is not complete';
  return { publicKey, added: { kid, alg, jwk: { kty, ...material, ...privatePart } } };
}

/** 2048 to 8192 bits: four characters hold three bytes. */
function isRightSize(modulus: string): boolean {
  const bytes = Math.floor((modulus.length * 3) / 4);
  return bytes >= 256 && bytes <= 1025;
}
