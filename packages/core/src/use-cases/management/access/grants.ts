import { TesseraError } from '../../../errors/tessera-error.js';
import type { ViolationList } from '../../../errors/violation-list.js';
import { pointerTo } from '../../../json/json.js';
import type { DirectoryStore } from '../../../ports/directory-store.js';
import type { ManagementCall } from '../manage-documents.js';
import { isPermitted } from './permissions.js';

/** A write by an operator whose own permissions limit what it may give away. */
export interface OperatorCall extends ManagementCall {
  readonly permissions: readonly string[];
  /** Where the operator itself lives. */
  readonly operatorTenantId: string;
}

/**
 * Refuses what exceeds the operator's own permissions (specification 5.1).
 * @throws TesseraError `ERR_ACCESS_DENIED`
 */
export function refuseExcess(call: OperatorCall, permissions: readonly string[]): void {
  if (permissions.every((permission) => isPermitted(call.permissions, permission))) return;
  throw new TesseraError('ERR_ACCESS_DENIED', "This would exceed the operator's own permissions");
}

/** Tells whether the operator is this user or client. */
export function isOperator(call: OperatorCall, kind: 'user' | 'client', id: string): boolean {
  return call.operatorTenantId === call.tenantId && call.operator === `${kind}:${id}`;
}

export interface RoleChange {
  readonly kind: 'user' | 'client';
  /** Absent for a new object. */
  readonly id?: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Who has more permissions than the operator is out of its reach: with a new password or secret it would take them over. Unknown roles go to
 * `violations`.
 * @throws TesseraError `ERR_ACCESS_DENIED`
 */
export async function checkRoles(
  directory: DirectoryStore,
  call: OperatorCall,
  { kind, id, before, after }: RoleChange,
  violations: ViolationList,
): Promise<void> {
  refuseExcess(call, await directory.findPermissions(call.tenantId, [...before, ...after]));
  const isChanged = [...before].sort().join('\n') !== [...after].sort().join('\n');
  if (isChanged && id !== undefined && isOperator(call, kind, id))
    throw new TesseraError('ERR_ACCESS_DENIED', 'Operators cannot change their own roles');
  if (after.length === 0) return;
  const known = new Set((await directory.listRoles(call.tenantId)).map(({ name }) => name));
  after.forEach((name, index) => {
    if (!known.has(name)) violations.add(pointerTo('/roles', index), 'unknown role', 'the name of a role', name);
  });
}
