import type { ViolationList } from '../../../errors/violation-list.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import type { Role } from '../../../ports/directory-store.js';
import { isKnownPermission } from '../access/permissions.js';
import { FieldReader } from '../field-reader.js';

/** A role as operators see it (specification 5.6). */
export function roleDocument({ id, name, description, permissions }: Role): JsonObject {
  return { id, name, ...(description === undefined ? {} : { description }), permissions };
}

/** Reads a posted role; `base` is what it replaces, or a new one. Unknown permissions are violations. */
export function readRole(posted: JsonValue, base: Role, isNew: boolean, violations: ViolationList): Role {
  const fields = new FieldReader(posted, violations);
  fields.require('name');
  fields.require('permissions');
  const id = fields.text('id', { isValid: (text) => /^[\w.:-]+$/.test(text), expected: 'letters, digits, . : - _' });
  if (id !== undefined && !isNew && id !== base.id) fields.add('id', 'cannot be changed', base.id, id);
  const description = fields.text('description', { min: 0, max: 1024 });
  const permissions = fields.texts('permissions', {
    isValid: isKnownPermission,
    expected: 'a permission of the list at …/permissions, or a wildcard such as idp:user:*',
  });
  const role: Role = {
    tenantId: base.tenantId,
    id: isNew ? (id ?? base.id) : base.id,
    name: fields.text('name') ?? base.name,
    ...(description === undefined ? {} : { description }),
    permissions: permissions ?? [],
    version: base.version,
  };
  fields.warnRest();
  return role;
}
