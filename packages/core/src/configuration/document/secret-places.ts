import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { PlugIns } from './compile-context.js';
import { childrenOf, toPointer } from './document-path.js';
import type { DocumentPath } from './document-path.js';
import { plugInSecretPlaces } from './plug-in-secret-places.js';
import { secretsOfRule } from './rule-secrets.js';
import { SECRET_NAMES } from './secret-names.js';

interface Visit {
  readonly path: DocumentPath;
  readonly value: JsonValue;
}

/**
 * The places of a configuration document that hold secrets (specification 5.2), none of them inside another. Only executions are
 * searched: a property called `password` in a request schema describes what a caller sends. Never throws, whatever the document.
 */
export function findSecretPlaces(document: JsonValue, plugIns: PlugIns): readonly DocumentPath[] {
  const places = executionsOf(document).flatMap(({ path, value }) => [
    ...plugInSecretPlaces(value, plugIns).map((place) => [...path, ...place]),
    ...search({ path, value }),
  ]);
  return withoutNested(places);
}

/** Every `interactions.*.execution` that is an object. */
export function executionsOf(
  document: JsonValue,
): readonly { readonly path: DocumentPath; readonly value: JsonObject }[] {
  const interactions = isJsonObject(document) ? document['interactions'] : undefined;
  return childrenOf(interactions ?? null).flatMap(([name, interaction]) => {
    const value = isJsonObject(interaction) ? interaction['execution'] : undefined;
    return isJsonObject(value) ? [{ path: ['interactions', name, 'execution'], value }] : [];
  });
}

function search(root: Visit): readonly DocumentPath[] {
  const found: DocumentPath[] = [];
  const open: Visit[] = [root];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const isList = Array.isArray(visit.value);
    for (const [name, value] of childrenOf(visit.value)) {
      const path = [...visit.path, name];
      if (!isList && SECRET_NAMES.has(name) && isScalarSecret(value)) found.push(path);
      else if (name.endsWith('_mapping_rules') && Array.isArray(value)) visitRules({ path, value }, name, found, open);
      else if (typeof value === 'object') open.push({ path, value });
    }
  }
  return found;
}

/** In a rule only the static value is what is sent; names in `functions` arguments are field names. */
function visitRules(rules: Visit, listName: string, found: DocumentPath[], open: Visit[]): void {
  for (const [index, rule] of childrenOf(rules.value)) {
    if (!isJsonObject(rule)) continue;
    const secrets = secretsOfRule(rule, listName);
    found.push(...secrets.map((place) => [...rules.path, index, ...place]));
    const value = rule['static_value'];
    if (value !== undefined) open.push({ path: [...rules.path, index, 'static_value'], value });
  }
}

function isScalarSecret(value: JsonValue): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** A place below another is covered by it; twice the same place is one. */
function withoutNested(places: readonly DocumentPath[]): readonly DocumentPath[] {
  const byPointer = new Map(places.map((path) => [toPointer(path), path]));
  return [...byPointer.values()].filter(
    (path) => !path.some((_, length) => byPointer.has(toPointer(path.slice(0, length)))),
  );
}
