import type { DirectoryWriteResult, NewRole, Role } from '@tessera/core';
import { keyOf } from './key-of.js';
import { dropTenant } from './tenant-scoped.js';

/** The roles of a {@link MemoryDirectoryStore}. */
export class MemoryRoles {
  private readonly roles = new Map<string, Role>();

  insert(role: NewRole): boolean {
    const key = keyOf(role.tenantId, role.id);
    if (this.roles.has(key) || this.isNameTaken(role)) return false;
    this.roles.set(key, { version: 1, ...role });
    return true;
  }

  /** Oldest first. */
  list(tenantId: string): readonly Role[] {
    return [...this.roles.values()].filter((role) => role.tenantId === tenantId);
  }

  /** Union of the permissions of these roles, by name. */
  permissionsOf(tenantId: string, names: readonly string[]): readonly string[] {
    const named = [...this.roles.values()].filter((role) => role.tenantId === tenantId && names.includes(role.name));
    return [...new Set(named.flatMap(({ permissions }) => permissions))];
  }

  replace(role: Role, expectedVersion: number): DirectoryWriteResult {
    const key = keyOf(role.tenantId, role.id);
    const before = this.roles.get(key);
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    if (this.isNameTaken(role)) return 'taken';
    this.roles.set(key, role);
    return 'written';
  }

  remove(tenantId: string, id: string, expectedVersion?: number): boolean {
    const key = keyOf(tenantId, id);
    if (expectedVersion !== undefined && this.roles.get(key)?.version !== expectedVersion) return false;
    return this.roles.delete(key);
  }

  forgetTenant(tenantId: string): void {
    dropTenant(this.roles, tenantId);
  }

  private isNameTaken({ tenantId, id, name }: NewRole): boolean {
    return [...this.roles.values()].some((role) => role.tenantId === tenantId && role.name === name && role.id !== id);
  }
}
