import type { EngineDependencies } from '../../../engine/dependencies.js';
import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { DirectoryStore, Role } from '../../../ports/directory-store.js';
import { refuseExcess } from '../access/grants.js';
import type { OperatorCall } from '../access/grants.js';
import { diffJson } from '../json-diff.js';
import type { ManagedWrite } from '../manage-documents.js';
import { readRole, roleDocument } from './role-document.js';
import { isRoleInUse } from './role-use.js';

/** A write that others overtook is judged again this often, when the caller named no version. */
const MOST_TRIES = 5;

/** What the roles need. */
export interface ManageRolesParts {
  readonly dependencies: Pick<EngineDependencies, 'users' | 'randomness'>;
  readonly directory: DirectoryStore;
}

/** Roles of a tenant (specification 5.6). All methods throw TesseraError `ERR_STORE_UNAVAILABLE`; `ERR_NOT_FOUND` for what is not there. */
export class ManageRoles {
  private readonly parts: ManageRolesParts;

  constructor(parts: ManageRolesParts) {
    this.parts = parts;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT`, `ERR_CONFLICT`, `ERR_ACCESS_DENIED` for permissions beyond the operator's own */
  async create(call: OperatorCall, posted: JsonValue): Promise<ManagedWrite> {
    const { directory, dependencies } = this.parts;
    const { tenantId } = call;
    const base = { tenantId, id: dependencies.randomness.uuid(), name: '', permissions: [], version: 1 };
    const violations = new ViolationList();
    const role = readRole(posted, base, true, violations);
    violations.throwIfAny('the role');
    refuseExcess(call, role.permissions);
    await this.refuseDuplicate(role, true);
    if (!call.dryRun && !(await directory.insertRole(role))) {
      await this.refuseDuplicate(role, true);
      throw conflict(undefined);
    }
    return { id: role.id, result: roleDocument(role), version: 1, warnings: violations.warnings };
  }

  async get(tenantId: string, id: string): Promise<Role> {
    const role = (await this.parts.directory.listRoles(tenantId)).find((each) => each.id === id);
    if (!role) throw new TesseraError('ERR_NOT_FOUND', 'no such role');
    return role;
  }

  /** By name. */
  list(tenantId: string): Promise<readonly Role[]> {
    return this.parts.directory.listRoles(tenantId);
  }

  /** Full replacement. @throws TesseraError as {@link create}, and `ERR_PRECONDITION_FAILED` */
  async update(call: OperatorCall, id: string, posted: JsonValue): Promise<ManagedWrite> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(call.tenantId, id);
      refuseStale(call, before);
      const { role, warnings } = await this.checked(call, before, posted);
      const written = call.dryRun ? 'written' : await this.parts.directory.replaceRole(role, before.version);
      if (written === 'written') {
        const [result, diff] = [roleDocument(role), diffJson(roleDocument(before), roleDocument(role))];
        return { id, result, version: role.version, warnings, diff };
      }
      // Without If-Match the last writer wins; a role that is gone, or a name that is taken, is told in the next round.
      if (call.expectedVersion !== undefined || tries === MOST_TRIES) throw stale();
    }
  }

  /** @throws TesseraError `ERR_CONFLICT` for a role in use, `ERR_PRECONDITION_FAILED`, `ERR_ACCESS_DENIED` */
  async remove(call: OperatorCall, id: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const role = await this.get(call.tenantId, id);
      refuseStale(call, role);
      refuseExcess(call, role.permissions);
      await this.refuseInUse(role);
      if (call.dryRun || (await this.parts.directory.removeRole(call.tenantId, id, role.version))) return;
      // It is gone, or has changed: the next round tells which.
      if (tries === MOST_TRIES) throw stale();
    }
  }

  private async checked(
    call: OperatorCall,
    before: Role,
    posted: JsonValue,
  ): Promise<{ readonly role: Role; readonly warnings: ManagedWrite['warnings'] }> {
    const violations = new ViolationList();
    const role = { ...readRole(posted, before, false, violations), version: before.version + 1 };
    violations.throwIfAny('the role');
    refuseExcess(call, [...before.permissions, ...role.permissions]);
    await this.refuseOwn(call, before);
    await this.refuseDuplicate(role, false);
    // Users and clients have it by its name: they would lose it.
    if (role.name !== before.name) await this.refuseInUse(before);
    return { role, warnings: violations.warnings };
  }

  private async refuseDuplicate({ tenantId, id, name }: Role, isNew: boolean): Promise<void> {
    const roles = await this.parts.directory.listRoles(tenantId);
    const other = roles.find((role) => (isNew && role.id === id) || (role.name === name && role.id !== id));
    if (other) throw conflict(other.id);
  }

  private async refuseInUse({ tenantId, name }: Role): Promise<void> {
    const { directory, dependencies } = this.parts;
    if (await isRoleInUse({ users: dependencies.users, directory }, tenantId, name))
      throw new TesseraError('ERR_CONFLICT', 'The role is in use');
  }

  /** Whoever has a role could raise or lower itself by changing it. */
  private async refuseOwn({ tenantId, operatorTenantId, operator }: OperatorCall, { name }: Role): Promise<void> {
    if (operatorTenantId !== tenantId) return;
    const { directory, dependencies } = this.parts;
    const [kind = '', ...rest] = operator.split(':');
    const id = rest.join(':');
    const holder =
      kind === 'user' ? await dependencies.users.findById(tenantId, id) : await directory.findAnyClient(tenantId, id);
    if (holder?.roles.includes(name))
      throw new TesseraError('ERR_ACCESS_DENIED', 'Operators cannot change their own roles');
  }
}

function refuseStale({ expectedVersion }: OperatorCall, { version }: Role): void {
  if (expectedVersion !== undefined && expectedVersion !== version) throw stale();
}

function stale(): TesseraError {
  return new TesseraError('ERR_PRECONDITION_FAILED', 'the role has changed since it was read');
}

function conflict(id: string | undefined): TesseraError {
  return new TesseraError(
    'ERR_CONFLICT',
    'An object with this id already exists',
    id === undefined ? {} : { conflictingId: id },
  );
}
