import { ObjectReader } from '../../configuration/document/object-reader.js';
import { jsonTypeOf } from '../../configuration/document/describe.js';
import { isJsonObject, pointerTo, type JsonValue } from '../../json/json.js';
import type { AuthenticationPolicy, MethodRule } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';
import { readMethods } from './read-strings.js';

type AcrRules = AuthenticationPolicy['acrRules'];

// JSON readers move such names to the front of an object; the order written, which decides ties, would be lost.
const INTEGER_LIKE = /^\d+$/;

/** Reads `acr_mapping_rules`: an object, or `[{acr, methods}]`, the only form for names like `"1"` (specification 3.8). */
export function readAcrRules(document: JsonValue, pointer: string, context: PolicyCompileContext): AcrRules {
  if (Array.isArray(document)) return readAcrList(document as readonly JsonValue[], pointer, context);
  const reader = ObjectReader.openAny(document, pointer, context.violations);
  return (reader?.names() ?? []).flatMap((acr) => {
    const at = pointerTo(pointer, acr);
    if (INTEGER_LIKE.test(acr))
      context.violations.add(
        at,
        'not allowed',
        'the list form [{"acr": …, "methods": …}] for names that look like integers',
        acr,
      );
    const rule = readRule(reader?.raw(acr) ?? null, at, context);
    return rule ? [{ acr, rule }] : [];
  });
}

function readAcrList(entries: readonly JsonValue[], pointer: string, context: PolicyCompileContext): AcrRules {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const reader = ObjectReader.open(entry, pointerTo(pointer, index), context.violations, {
      required: ['acr', 'methods'],
    });
    const acr = reader?.text('acr');
    const methods = reader?.raw('methods');
    const rule = reader && methods !== undefined ? readRule(methods, reader.at('methods'), context) : undefined;
    if (reader && acr !== undefined && seen.has(acr))
      context.violations.add(reader.at('acr'), 'not allowed', 'each acr once', acr);
    if (acr !== undefined) seen.add(acr);
    return acr !== undefined && rule ? [{ acr, rule }] : [];
  });
}

/** Reads `level_of_authentication_scopes`: scope → rule. */
export function readScopeRules(
  document: JsonValue,
  pointer: string,
  context: PolicyCompileContext,
): AuthenticationPolicy['scopeRules'] {
  const reader = ObjectReader.openAny(document, pointer, context.violations);
  return (reader?.names() ?? []).flatMap((scope) => {
    const rule = readRule(reader?.raw(scope) ?? null, pointerTo(pointer, scope), context);
    return rule ? [{ scope, rule }] : [];
  });
}

/** A list of methods, any of which suffices, or `{all_of: [method, …]}`. An empty rule would hold always or never: neither is meant. */
function readRule(document: JsonValue, pointer: string, context: PolicyCompileContext): MethodRule | undefined {
  if (Array.isArray(document)) return ruleOf('any_of', document as readonly JsonValue[], pointer, context);
  if (!isJsonObject(document)) {
    context.violations.add(pointer, 'wrong type', 'array of methods, or object with all_of', jsonTypeOf(document));
    return undefined;
  }
  const reader = ObjectReader.open(document, pointer, context.violations, { required: ['all_of'] });
  const list = reader?.list('all_of');
  return list && ruleOf('all_of', list, `${pointer}/all_of`, context);
}

function ruleOf(
  kind: MethodRule['kind'],
  list: readonly JsonValue[],
  pointer: string,
  context: PolicyCompileContext,
): MethodRule | undefined {
  if (list.length === 0) context.violations.add(pointer, 'out of range', 'at least one method', '0');
  const methods = readMethods(list, pointer, context);
  return methods.length === 0 ? undefined : { kind, methods };
}
