import type { JsonObject, JsonValue } from '../../json/json.js';
import type { SecretBox } from '../../ports/secret-box.js';
import type { PlugIns } from './compile-context.js';
import { childrenOf, replaceAt, toPointer, valueAt } from './document-path.js';
import type { DocumentPath } from './document-path.js';
import { MASKED_SECRET } from './masked-secret.js';
import { destinationOf } from './secret-destination.js';
import { executionsOf, findSecretPlaces } from './secret-places.js';

/** The document with every secret masked: the only form that leaves the server. */
export function redactSecrets(document: JsonObject, plugIns: PlugIns): JsonObject {
  return replaceAll(document, findSecretPlaces(document, plugIns), () => MASKED_SECRET);
}

/** The document with every secret encrypted: the only form that is stored. */
export function sealSecrets(document: JsonObject, box: SecretBox, plugIns: PlugIns): JsonObject {
  // As JSON, because a header value may be a number. Whatever looks sealed already is sealed again: it came from outside.
  return replaceAll(document, findSecretPlaces(document, plugIns), (value) => box.seal(JSON.stringify(value)));
}

/**
 * The document with every secret in clear again. A place that is not sealed stays as it is.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when a key is unknown or a sealed text was changed
 */
export function openSecrets(document: JsonObject, box: SecretBox, plugIns: PlugIns): JsonObject {
  return replaceAll(document, findSecretPlaces(document, plugIns), (value) =>
    typeof value === 'string' && box.isSealed(value) ? (JSON.parse(box.open(value)) as JsonValue) : value,
  );
}

/**
 * The submitted document with the stored secret wherever it says `********`, both in clear. Where the function, sender, URL,
 * token endpoint or host around the place has changed the mask stays, and {@link compileConfiguration} refuses it: whoever may
 * write a configuration but not read its secrets could otherwise have them sent to a server of their own.
 */
export function keepStoredSecrets<T extends JsonValue>(
  submitted: T,
  stored: JsonObject | undefined,
  plugIns: PlugIns,
): T {
  if (!stored) return submitted;
  const known = new Set(findSecretPlaces(stored, plugIns).map(toPointer));
  const kept = findSecretPlaces(submitted, plugIns).filter(
    (path) =>
      valueAt(submitted, path) === MASKED_SECRET &&
      known.has(toPointer(path)) &&
      destinationOf(submitted, path) === destinationOf(stored, path),
  );
  return kept.reduce(
    (document, path) => replaceAll(document, [path], () => valueAt(stored, path) ?? MASKED_SECRET),
    submitted,
  );
}

/** Pointers of everything inside executions that is still masked. */
export function findMasked(document: JsonValue): readonly string[] {
  const found: string[] = [];
  const open: { readonly path: DocumentPath; readonly value: JsonValue }[] = [...executionsOf(document)];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { path, value } = visit;
    if (value === MASKED_SECRET) found.push(toPointer(path));
    for (const [name, child] of childrenOf(value)) open.push({ path: [...path, name], value: child });
  }
  return found;
}

/** The secrets of a document in clear, as text. */
export function secretTexts(document: JsonValue, plugIns: PlugIns): readonly string[] {
  return findSecretPlaces(document, plugIns).flatMap((place) => textsIn(valueAt(document, place) ?? null));
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return childrenOf(value).flatMap(([, child]) => textsIn(child));
}

/** Replacing members leaves the kind of the document as it is. */
function replaceAll<T extends JsonValue>(
  document: T,
  places: readonly DocumentPath[],
  replace: (value: JsonValue) => JsonValue,
): T {
  return places.reduce<JsonValue>((copy, path) => replaceAt(copy, path, replace), document) as T;
}
