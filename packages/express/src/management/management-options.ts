import type {
  AuditLog,
  DirectoryStore,
  ManageClientsParts,
  ManageTenantsParts,
  SecurityEventStore,
  Tessera,
} from '@tessera/core';
import type { ProtocolLayer } from '../flow/protocol-layer.js';
import type { FaultReporter } from '../http/error-middleware.js';
import type { RequestLimits } from '../http/request-limits.js';

/** What the management routes need. */
export interface ManagementOptions {
  readonly tessera: Tessera;
  readonly protocol: Pick<ProtocolLayer, 'verifyBearer'> &
    Pick<ManageClientsParts, 'clientViolation'> &
    Pick<ManageTenantsParts, 'signingKeyViolation'>;
  readonly directory: DirectoryStore;
  readonly events: SecurityEventStore;
  readonly auditLog: AuditLog;
  /** The tenant whose operators administer the whole server. */
  readonly adminTenantId: string;
  /** Where the server is reached, for warnings about a tenant's cookies. */
  readonly publicUrl?: string;
  /** Told when a call could not be put on record. */
  readonly reportFault?: FaultReporter;
  /** How many requests one operator may make. */
  readonly limits?: RequestLimits | undefined;
}
