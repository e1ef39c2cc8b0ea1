import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { isSettableHeader } from './header-names.js';

interface PlacedRule {
  readonly rule: JsonObject;
  readonly to: string;
  readonly pointer: string;
}

/** The rules of a list that are objects with a `to`; what is wrong with the others is told by the mapping compiler. */
function placedRules(rules: JsonValue | undefined, pointer: string): readonly PlacedRule[] {
  if (!Array.isArray(rules)) return [];
  return (rules as readonly JsonValue[]).flatMap((rule, index) => {
    const to = isJsonObject(rule) ? rule['to'] : undefined;
    return isJsonObject(rule) && typeof to === 'string' ? [{ rule, to, pointer: pointerTo(pointer, index) }] : [];
  });
}

/** Refuses headers that are the HTTP client's business, and `Authorization` where the `auth_type` writes it. */
export function checkHeaderTargets(
  rules: JsonValue | undefined,
  pointer: string,
  violations: ViolationList,
  isAuthorizationTaken: boolean,
): void {
  const refuse = (name: string, place: string): void => {
    const isTaken = isAuthorizationTaken && name.toLowerCase() === 'authorization';
    // A dot in `to` would make an object of the header's value.
    if (isTaken || name.includes('.') || !isSettableHeader(name)) {
      violations.add(place, 'not allowed', 'the name of a header that may be set', name);
    }
  };
  for (const { rule, to, pointer: place } of placedRules(rules, pointer)) {
    const fixed = rule['static_value'];
    if (to !== '*') refuse(to, `${place}/to`);
    else if (isJsonObject(fixed))
      for (const name of Object.keys(fixed)) refuse(name, pointerTo(`${place}/static_value`, name));
  }
}

/** Every `{{name}}` needs a path rule; a rule to `*` may bring any name. */
export function checkPlaceholders(
  placeholders: readonly string[],
  rules: JsonValue | undefined,
  urlPointer: string,
  violations: ViolationList,
): void {
  const targets = new Set(placedRules(rules, '').map(({ to }) => to));
  if (targets.has('*')) return;
  for (const name of new Set(placeholders)) {
    if (!targets.has(name))
      violations.add(urlPointer, 'placeholder has no path rule', `a path rule to ${name}`, `{{${name}}}`);
  }
}

/** Warns where the caller's whole body goes out although no schema limits what is in it. */
export function warnOfUnrestrictedBody(rules: JsonValue | undefined, pointer: string, violations: ViolationList): void {
  for (const { rule, to, pointer: place } of placedRules(rules, pointer)) {
    if (to === '*' && rule['from'] === '$.request_body') {
      violations.warn(
        'request_body_unrestricted',
        place,
        'Everything the caller sends is forwarded; declare the properties in request.schema',
      );
    }
  }
}
