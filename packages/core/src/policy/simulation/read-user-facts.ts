import { ObjectReader } from '../../configuration/document/object-reader.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import { USER_STATUSES } from '../../user/user.js';
import type { PolicyCompileContext } from '../document/compile-context.js';
import { readStrings } from '../document/read-strings.js';
import { USER_MEMBERS } from '../user-facts.js';

/** Whoever is bound when a simulation does not say more; the answer shows it. */
export const SIMULATED_USER: JsonObject = {
  sub: '00000000-0000-0000-0000-000000000000',
  status: 'REGISTERED',
  provider_id: 'tessera',
  has_password: true,
  email_verified: false,
  phone_number_verified: false,
  roles: [],
  permissions: [],
  custom_properties: {},
};

/** Reads `user` of a simulation: facts of specification 3.4, each with the default of {@link SIMULATED_USER}. */
export function readUserFacts(document: JsonValue, pointer: string, context: PolicyCompileContext): JsonObject {
  const reader = ObjectReader.open(document, pointer, context.violations, { optional: USER_MEMBERS });
  if (!reader) return SIMULATED_USER;
  const given: Readonly<Record<string, JsonValue | undefined>> = {
    sub: reader.text('sub'),
    status: reader.oneOf('status', USER_STATUSES),
    provider_id: reader.text('provider_id'),
    has_password: reader.boolean('has_password'),
    email_verified: reader.boolean('email_verified'),
    phone_number_verified: reader.boolean('phone_number_verified'),
    roles: readStrings(reader, 'roles', context),
    permissions: readStrings(reader, 'permissions', context),
    custom_properties: reader.object('custom_properties'),
  };
  return Object.fromEntries(
    Object.entries(SIMULATED_USER).map(([name, fallback]) => [name, given[name] ?? fallback] as const),
  );
}
