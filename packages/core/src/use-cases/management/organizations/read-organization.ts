import type { ViolationList } from '../../../errors/violation-list.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import type { Organization } from '../../../ports/directory-store.js';
import { FieldReader } from '../field-reader.js';

/** Reads a posted organization; of a new one the id may be given. */
export function readOrganization(
  posted: JsonValue,
  base: Organization,
  isNew: boolean,
  violations: ViolationList,
): Organization {
  const fields = new FieldReader(posted, violations);
  fields.require('name');
  const id = fields.text('id', { isValid: (text) => /^[\w-]+$/.test(text), expected: 'letters, digits, - _' });
  if (!isNew && id !== undefined && id !== base.id) fields.add('id', 'cannot be changed', base.id, id);
  const name = fields.text('name') ?? base.name;
  fields.warnRest();
  return { id: isNew ? (id ?? base.id) : base.id, name, version: isNew ? 1 : base.version + 1 };
}

/** An organization as operators see it. */
export function organizationDocument({ id, name }: Organization): JsonObject {
  return { id, name };
}
