import type { EngineDependencies } from '../../../engine/dependencies.js';
import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { DirectoryStore } from '../../../ports/directory-store.js';
import type { UserQuery } from '../../../ports/user-store.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { isActiveStatus } from '../../../user/user.js';
import type { User } from '../../../user/user.js';
import { checkRoles } from '../access/grants.js';
import type { OperatorCall } from '../access/grants.js';
import { diffJson } from '../json-diff.js';
import type { ManagedWrite } from '../manage-documents.js';
import type { ManageSessions } from '../manage-sessions.js';
import { managedUserDocument } from './managed-user-document.js';
import { newUserRecord, withNewPassword } from './new-user-record.js';
import { readUserPatch } from './read-user-patch.js';
import { readUser } from './read-user.js';
import type { ReadUser } from './read-user.js';
import { duplicateOf } from './unique-user.js';

/** A write that others overtook is judged again this often, when the caller named no version. */
const MOST_TRIES = 5;

/** What the users need besides the engine. */
export interface ManageUsersParts {
  readonly dependencies: EngineDependencies;
  readonly directory: DirectoryStore;
  readonly sessions: ManageSessions;
}

type Read = (tenant: Tenant, base: User, violations: ViolationList) => ReadUser;

/**
 * Users of a tenant as operators manage them (specification 5.6). The version of a user is its `updatedAt`. All methods throw TesseraError
 * `ERR_STORE_UNAVAILABLE`; `ERR_NOT_FOUND` for who is not there in this tenant.
 */
export class ManageUsers {
  private readonly parts: ManageUsersParts;

  constructor(parts: ManageUsersParts) {
    this.parts = parts;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT`, `ERR_ACCESS_DENIED` for roles beyond the operator's own */
  async create(call: OperatorCall, posted: JsonValue): Promise<ManagedWrite> {
    const { users, clock, randomness, phoneNumbers } = this.parts.dependencies;
    const tenant = await this.tenantOf(call);
    const base = newUserRecord(tenant.id, randomness.uuid(), clock.now());
    const violations = new ViolationList();
    const read = readUser({ posted, tenant, base, isNew: true, phoneNumbers }, violations);
    await checkRoles(this.parts.directory, call, { kind: 'user', before: [], after: read.user.roles }, violations);
    violations.throwIfAny('the user');
    if (await users.findById(tenant.id, read.user.sub)) throw conflict(read.user.sub);
    await this.refuseDuplicate(tenant, read.user);
    const user = await withNewPassword(this.parts.dependencies, read, call.dryRun);
    if (!call.dryRun && !(await users.insert(user))) throw conflict(await duplicateOf(users, tenant, user));
    return answer(user, violations);
  }

  async get(tenantId: string, sub: string): Promise<User> {
    const user = await this.parts.dependencies.users.findById(tenantId, sub);
    if (!user) throw new TesseraError('ERR_NOT_FOUND', 'no such user');
    return user;
  }

  /** Oldest first, users of any status. */
  list(tenantId: string, query: UserQuery): Promise<{ readonly list: readonly User[]; readonly totalCount: number }> {
    return this.parts.dependencies.users.list(tenantId, query);
  }

  /** Full replacement. @throws TesseraError as {@link create}, and `ERR_PRECONDITION_FAILED` */
  update(call: OperatorCall, sub: string, posted: JsonValue): Promise<ManagedWrite> {
    const { phoneNumbers } = this.parts.dependencies;
    return this.write(call, sub, (tenant, base, violations) =>
      readUser({ posted, tenant, base, isNew: false, phoneNumbers }, violations),
    );
  }

  /** Writes status and password alone. @throws TesseraError as {@link update} */
  patch(call: OperatorCall, sub: string, posted: JsonValue): Promise<ManagedWrite> {
    return this.write(call, sub, (tenant, base, violations) => readUserPatch(posted, { tenant, base }, violations));
  }

  /** Ends the sessions too. @throws TesseraError `ERR_PRECONDITION_FAILED`, `ERR_ACCESS_DENIED` */
  async remove(call: OperatorCall, sub: string): Promise<void> {
    const { users } = this.parts.dependencies;
    const user = await this.get(call.tenantId, sub);
    refuseStale(call, user);
    const change = { kind: 'user' as const, id: sub, before: user.roles, after: user.roles };
    await checkRoles(this.parts.directory, call, change, new ViolationList());
    if (call.dryRun) return;
    // Out of use first: a sign-in under way may not open a session that outlives the user.
    const gone = await users.replace({ ...user, status: 'DELETED' }, user.updatedAt);
    if (gone.kind === 'stale' && call.expectedVersion !== undefined) throw stale();
    if (gone.kind === 'stale') await users.patch(call.tenantId, sub, { status: 'DELETED' });
    await this.parts.sessions.endAll(call.tenantId, sub);
    if (!(await users.remove(call.tenantId, sub))) throw new TesseraError('ERR_NOT_FOUND', 'no such user');
  }

  private async write(call: OperatorCall, sub: string, read: Read): Promise<ManagedWrite> {
    const { users } = this.parts.dependencies;
    const tenant = await this.tenantOf(call);
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(call.tenantId, sub);
      refuseStale(call, before);
      const violations = new ViolationList();
      const posted = read(tenant, before, violations);
      const change = { kind: 'user' as const, id: sub, before: before.roles, after: posted.user.roles };
      await checkRoles(this.parts.directory, call, change, violations);
      violations.throwIfAny('the user');
      await this.refuseDuplicate(tenant, posted.user);
      const next = await withNewPassword(this.parts.dependencies, posted, call.dryRun);
      const written = call.dryRun
        ? { kind: 'written' as const, user: next }
        : await users.replace(next, before.updatedAt);
      if (written.kind === 'written') {
        if (!call.dryRun) await this.endSessions(written.user, posted);
        return answer(written.user, violations, before, posted);
      }
      if (written.kind === 'taken') throw conflict(await duplicateOf(users, tenant, next));
      // Somebody was faster. Without If-Match the last writer wins, but over what is stored now: a lock or a new password may not get lost.
      if (written.kind === 'stale' && (call.expectedVersion !== undefined || tries === MOST_TRIES)) throw stale();
    }
  }

  /** After each change of password and to a status that is not active; also when repeated, as the first call may have been cut short. */
  private async endSessions(user: User, { newPassword }: ReadUser): Promise<void> {
    if (newPassword !== undefined || !isActiveStatus(user.status))
      await this.parts.sessions.endAll(user.tenantId, user.sub);
  }

  private async tenantOf({ tenantId }: OperatorCall): Promise<Tenant> {
    const tenant = await this.parts.dependencies.directory.findTenant(tenantId);
    if (!tenant) throw new TesseraError('ERR_NOT_FOUND', 'no such tenant');
    return tenant;
  }

  private async refuseDuplicate(tenant: Tenant, user: User): Promise<void> {
    const duplicate = await duplicateOf(this.parts.dependencies.users, tenant, user);
    if (duplicate !== undefined) throw conflict(duplicate);
  }
}

function answer(user: User, { warnings }: ViolationList, before?: User, posted?: ReadUser): ManagedWrite {
  const result = managedUserDocument(user);
  const written = { id: user.sub, result, version: user.updatedAt, warnings };
  if (!before) return written;
  const diff = diffJson(managedUserDocument(before), result).filter(({ pointer }) => pointer !== '/updated_at');
  const field = posted?.newPassword?.field;
  const password = field === undefined ? [] : [{ pointer: `/${field}`, before: '********', after: '********' }];
  return { ...written, diff: [...diff, ...password] };
}

function refuseStale({ expectedVersion }: OperatorCall, { updatedAt }: User): void {
  if (expectedVersion !== undefined && expectedVersion !== updatedAt) throw stale();
}

function stale(): TesseraError {
  return new TesseraError('ERR_PRECONDITION_FAILED', 'the user has changed since it was read');
}

function conflict(sub: string | undefined): TesseraError {
  return new TesseraError(
    'ERR_CONFLICT',
    'An object with this id already exists',
    sub === undefined ? {} : { conflictingId: sub },
  );
}
