import type { Migration } from 'kysely';
import { createDirectory } from './0001-directory.js';
import { createUsers } from './0002-users.js';
import { createDocuments } from './0003-documents.js';
import { createSecurityEvents } from './0004-security-events.js';
import { createProtocol } from './0005-protocol.js';
import { extendRoles } from './0006-roles.js';
import { createAuditLog } from './0007-audit-log.js';
import { extendLifecycle } from './0008-tenant-lifecycle.js';
import { addClientAlias } from './0009-client-alias.js';
import { addTenantType } from './0010-tenant-types.js';
import { addRoleAge } from './0011-role-age.js';

/** Every step there was, by name; run in the order of the names. Released ones never change, and there is no way back. */
export function migrationsFor(dialect: 'sqlite' | 'postgres'): Record<string, Migration> {
  return {
    '0001-directory': { up: createDirectory },
    '0002-users': { up: createUsers },
    '0003-documents': { up: createDocuments },
    '0004-security-events': { up: (db) => createSecurityEvents(db, dialect) },
    '0005-protocol': { up: createProtocol },
    '0006-roles': { up: extendRoles },
    '0007-audit-log': { up: (db) => createAuditLog(db, dialect) },
    '0008-tenant-lifecycle': { up: extendLifecycle },
    '0009-client-alias': { up: addClientAlias },
    '0010-tenant-types': { up: addTenantType },
    '0011-role-age': { up: addRoleAge },
  };
}
