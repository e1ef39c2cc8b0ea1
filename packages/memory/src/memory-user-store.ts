import type {
  Clock,
  IdentityUniqueKeyType,
  PasswordHashChange,
  User,
  UserChanges,
  UserQuery,
  UserStore,
  UserWriteResult,
} from '@tessera/core';
import { keyOf } from './key-of.js';
import type { TenantScoped } from './tenant-scoped.js';
import { externalKey, emailKey, phoneKey, sharedKeys, uniqueKeys, usernameKey } from './user-keys.js';

const MOST_FOUND = 3;

/** Users of one process; a restart forgets them. */
export class MemoryUserStore implements UserStore, TenantScoped {
  private readonly users = new Map<string, User>();
  /** Of user name and of external id: the user's own key. */
  private readonly unique = new Map<string, string>();
  /** Of number and of address: the keys of all users who have it. */
  private readonly shared = new Map<string, Set<string>>();
  private readonly clock: Clock;
  private keyTypeOf: (tenantId: string) => IdentityUniqueKeyType | undefined = () => undefined;

  /** @param clock for `updatedAt`; the system's by default */
  constructor(clock: Clock = { now: () => Date.now() }) {
    this.clock = clock;
  }

  /** @param keyTypeOf what the users of a tenant are kept apart by, besides their names; undefined for an unknown tenant */
  followTenants(keyTypeOf: (tenantId: string) => IdentityUniqueKeyType | undefined): void {
    this.keyTypeOf = keyTypeOf;
  }

  forgetTenant(tenantId: string): void {
    for (const user of [...this.users.values()]) if (user.tenantId === tenantId) this.drop(user);
  }

  async findById(tenantId: string, sub: string): Promise<User | undefined> {
    return this.users.get(keyOf(tenantId, sub));
  }

  async findByUsername(tenantId: string, username: string): Promise<User | undefined> {
    return this.byUnique(usernameKey(tenantId, username));
  }

  async findByExternalUserId(tenantId: string, providerId: string, externalUserId: string): Promise<User | undefined> {
    return this.byUnique(externalKey(tenantId, providerId, externalUserId));
  }

  async findByPhoneNumber(tenantId: string, e164: string): Promise<readonly User[]> {
    return this.byShared(phoneKey(tenantId, e164), (user) => user.phoneNumberVerified);
  }

  async findByEmail(tenantId: string, email: string): Promise<readonly User[]> {
    return this.byShared(emailKey(tenantId, email), (user) => user.emailVerified);
  }

  async insert(user: User): Promise<boolean> {
    const key = keyOf(user.tenantId, user.sub);
    const unique = this.uniqueKeys(user);
    if (this.users.has(key) || unique.some((taken) => this.unique.has(taken))) return false;
    for (const name of unique) this.unique.set(name, key);
    this.index(user, key);
    this.users.set(key, user);
    return true;
  }

  async patch(tenantId: string, sub: string, changes: UserChanges): Promise<boolean> {
    const key = keyOf(tenantId, sub);
    const user = this.users.get(key);
    if (!user) return false;
    const patched: User = {
      ...user,
      ...changes,
      claims: { ...user.claims, ...changes.claims },
      customProperties: { ...user.customProperties, ...changes.customProperties },
      updatedAt: this.nextInstant(user),
    };
    if (this.isTaken(patched)) return false;
    this.put(user, patched);
    return true;
  }

  async replacePasswordHash(
    tenantId: string,
    sub: string,
    { expected, next, changedAt }: PasswordHashChange,
  ): Promise<boolean> {
    const user = this.users.get(keyOf(tenantId, sub));
    if (user === undefined || user.passwordHash !== expected) return false;
    const changed = changedAt === undefined ? {} : { passwordChangedAt: changedAt };
    return this.patch(tenantId, sub, { passwordHash: next, ...changed });
  }

  async list(
    tenantId: string,
    { limit, offset, ...filters }: UserQuery,
  ): Promise<{ readonly list: readonly User[]; readonly totalCount: number }> {
    const found = [...this.users.values()]
      .filter((user) => user.tenantId === tenantId && matches(user, filters))
      .sort((left, right) => left.createdAt - right.createdAt || (left.sub < right.sub ? -1 : 1));
    return { list: found.slice(offset, offset + limit), totalCount: found.length };
  }

  async replace(user: User, expectedUpdatedAt: number): Promise<UserWriteResult> {
    const key = keyOf(user.tenantId, user.sub);
    const before = this.users.get(key);
    if (!before) return { kind: 'absent' };
    if (before.updatedAt !== expectedUpdatedAt) return { kind: 'stale' };
    if (this.isTaken(user)) return { kind: 'taken' };
    const after = { ...user, updatedAt: this.nextInstant(before) };
    this.put(before, after);
    return { kind: 'written', user: after };
  }

  async remove(tenantId: string, sub: string): Promise<boolean> {
    const user = this.users.get(keyOf(tenantId, sub));
    return user !== undefined && this.drop(user);
  }

  async isRoleInUse(tenantId: string, roleName: string): Promise<boolean> {
    return [...this.users.values()].some((user) => user.tenantId === tenantId && user.roles.includes(roleName));
  }

  private nextInstant({ updatedAt }: User): number {
    return Math.max(this.clock.now(), updatedAt + 1);
  }

  private put(before: User, after: User): void {
    const key = keyOf(after.tenantId, after.sub);
    this.forgetKeys(before, key);
    for (const name of this.uniqueKeys(after)) this.unique.set(name, key);
    this.index(after, key);
    this.users.set(key, after);
  }

  private drop(user: User): boolean {
    const key = keyOf(user.tenantId, user.sub);
    this.forgetKeys(user, key);
    return this.users.delete(key);
  }

  private forgetKeys(user: User, key: string): void {
    for (const name of this.uniqueKeys(user)) if (this.unique.get(name) === key) this.unique.delete(name);
    for (const address of sharedKeys(user)) this.unindex(address, key);
  }

  private uniqueKeys(user: User): readonly string[] {
    return uniqueKeys(user, this.keyTypeOf(user.tenantId));
  }

  private isTaken(user: User): boolean {
    const key = keyOf(user.tenantId, user.sub);
    return this.uniqueKeys(user).some((name) => (this.unique.get(name) ?? key) !== key);
  }

  private byUnique(name: string): User | undefined {
    const key = this.unique.get(name);
    return key === undefined ? undefined : this.users.get(key);
  }

  private byShared(address: string, isVerified: (user: User) => boolean): readonly User[] {
    const users = [...(this.shared.get(address) ?? [])].flatMap((key) => this.users.get(key) ?? []);
    const verified = users.filter(isVerified);
    return [...verified, ...users.filter((user) => !isVerified(user))].slice(0, MOST_FOUND);
  }

  private index(user: User, key: string): void {
    for (const address of sharedKeys(user)) {
      const keys = this.shared.get(address);
      if (keys) keys.add(key);
      else this.shared.set(address, new Set([key]));
    }
  }

  private unindex(address: string, key: string): void {
    const keys = this.shared.get(address);
    keys?.delete(key);
    if (keys?.size === 0) this.shared.delete(address);
  }
}

function matches(
  user: User,
  { email, phoneNumber, preferredUsername, status }: Omit<UserQuery, 'limit' | 'offset'>,
): boolean {
  return (
    (email === undefined || user.email?.toLowerCase() === email.toLowerCase()) &&
    (phoneNumber === undefined || user.phoneNumber === phoneNumber) &&
    (preferredUsername === undefined || user.preferredUsername.toLowerCase() === preferredUsername.toLowerCase()) &&
    (status === undefined || user.status === status)
  );
}
