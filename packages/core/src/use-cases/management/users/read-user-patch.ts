import type { ViolationList } from '../../../errors/violation-list.js';
import { isJsonObject } from '../../../json/json.js';
import type { JsonValue } from '../../../json/json.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { USER_STATUSES } from '../../../user/user.js';
import type { User } from '../../../user/user.js';
import { FieldReader } from '../field-reader.js';
import { readNewPassword } from './read-new-password.js';
import type { ReadUser } from './read-user.js';

const PATCHABLE: ReadonlySet<string> = new Set(['status', 'raw_password', 'hashed_password']);

/** Reads `{status, raw_password}` or `{status, hashed_password}`, at least one of them; anything else is a violation, as it would be lost in silence. */
export function readUserPatch(
  posted: JsonValue,
  { tenant, base }: { readonly tenant: Tenant; readonly base: User },
  violations: ViolationList,
): ReadUser {
  const fields = new FieldReader(posted, violations);
  const names = isJsonObject(posted) ? Object.keys(posted) : [];
  for (const name of names) {
    if (!PATCHABLE.has(name)) fields.add(name, 'cannot be changed by PATCH', 'status, raw_password or hashed_password');
  }
  if (!fields.has('raw_password') && !fields.has('hashed_password')) fields.require('status');
  const status = fields.oneOf('status', USER_STATUSES) ?? base.status;
  return { user: { ...base, status }, newPassword: readNewPassword(fields, tenant) };
}
