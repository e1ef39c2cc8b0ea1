import type { Clock, User, UserChanges, UserStore } from '@tessera/core';
import { keyOf } from './key-of.js';

const MOST_FOUND = 3;

/** Users of one process; a restart forgets them. */
export class MemoryUserStore implements UserStore {
  private readonly users = new Map<string, User>();
  /** Of user name and of external id: the user's own key. */
  private readonly unique = new Map<string, string>();
  /** Of number and of address: the keys of all users who have it. */
  private readonly shared = new Map<string, Set<string>>();
  private readonly clock: Clock;

  /** @param clock for `updatedAt`; the system's by default */
  constructor(clock: Clock = { now: () => Date.now() }) {
    this.clock = clock;
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
    return this.byShared(phoneKey(tenantId, e164));
  }

  async findByEmail(tenantId: string, email: string): Promise<readonly User[]> {
    return this.byShared(emailKey(tenantId, email));
  }

  async insert(user: User): Promise<boolean> {
    const key = keyOf(user.tenantId, user.sub);
    const unique = uniqueKeys(user);
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
      updatedAt: this.clock.now(),
    };
    for (const address of sharedKeys(user)) this.unindex(address, key);
    this.index(patched, key);
    this.users.set(key, patched);
    return true;
  }

  private byUnique(name: string): User | undefined {
    const key = this.unique.get(name);
    return key === undefined ? undefined : this.users.get(key);
  }

  private byShared(address: string): readonly User[] {
    const found: User[] = [];
    for (const key of this.shared.get(address) ?? []) {
      const user = this.users.get(key);
      if (user) found.push(user);
      if (found.length === MOST_FOUND) break;
    }
    return found;
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

function uniqueKeys({ tenantId, preferredUsername, providerId, externalUserId }: User): readonly string[] {
  const username = usernameKey(tenantId, preferredUsername);
  return externalUserId === undefined ? [username] : [username, externalKey(tenantId, providerId, externalUserId)];
}

function sharedKeys({ tenantId, phoneNumber, email }: User): readonly string[] {
  return [
    ...(phoneNumber === undefined ? [] : [phoneKey(tenantId, phoneNumber)]),
    ...(email === undefined ? [] : [emailKey(tenantId, email)]),
  ];
}

function usernameKey(tenantId: string, username: string): string {
  return keyOf('username', tenantId, username.toLowerCase());
}

function externalKey(tenantId: string, providerId: string, externalUserId: string): string {
  return keyOf('external', tenantId, providerId, externalUserId);
}

function phoneKey(tenantId: string, e164: string): string {
  return keyOf('phone', tenantId, e164);
}

function emailKey(tenantId: string, email: string): string {
  return keyOf('email', tenantId, email.toLowerCase());
}
