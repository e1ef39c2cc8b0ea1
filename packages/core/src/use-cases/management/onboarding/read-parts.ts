import { ViolationList } from '../../../errors/violation-list.js';
import { isJsonObject, pointerTo } from '../../../json/json.js';
import type { JsonValue } from '../../../json/json.js';

/** The role that the first operator and the first client of an organization have. */
export const OPERATOR_ROLE = 'administrator';

const DEFAULT_SCOPE = 'openid profile email management';

/** Reads one part of an onboarding by the rules of its own route; what it finds is told with the pointer of the part in front. */
export function readPart<T>(name: string, violations: ViolationList, read: (part: ViolationList) => T): T {
  const part = new ViolationList();
  const value = read(part);
  tellBelow(`/${name}`, part, violations);
  return value;
}

/** Hands on what was found; `authorization_server` of the tenant under the name it was posted with. */
export function tellBelow(prefix: string, part: ViolationList, violations: ViolationList): void {
  violations.addBelow(prefix, part.violations);
  for (const { code, pointer, message } of part.warnings) violations.warn(code, prefix + pointer, message);
}

/** As {@link readPart}, of a tenant into which `authorization_server` from beside it was put. */
export async function readTenantPart<T>(
  isServerBeside: boolean,
  violations: ViolationList,
  read: (part: ViolationList) => Promise<T>,
): Promise<T> {
  const part = new ViolationList();
  const value = await read(part);
  const place = (pointer: string): string =>
    isServerBeside && /^\/authorization_server(\/|$)/.test(pointer) ? pointer : `/tenant${pointer}`;
  for (const { pointer, message, expected, got } of part.violations)
    violations.add(place(pointer), message, expected, got);
  for (const { code, pointer, message } of part.warnings) violations.warn(code, place(pointer), message);
  return value;
}

/** Tokens of the first client are for management, unless its scope says otherwise. */
export function withDefaultScope(client: JsonValue): JsonValue {
  if (!isJsonObject(client)) return client;
  const { scope } = client;
  return scope === undefined || scope === null ? { ...client, scope: DEFAULT_SCOPE } : client;
}

/** There is one role only in a new tenant; it is given without being asked for. */
export function checkRoleNames(roles: readonly string[], violations: ViolationList): void {
  roles.forEach((name, index) => {
    if (name !== OPERATOR_ROLE) violations.add(pointerTo('/roles', index), 'unknown role', OPERATOR_ROLE, name);
  });
}
