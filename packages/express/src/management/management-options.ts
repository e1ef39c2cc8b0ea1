import type { DirectoryStore, SecurityEventStore, Tessera } from '@tessera/core';
import type { ProtocolLayer } from '../flow/protocol-layer.js';

/** What the management routes need. */
export interface ManagementOptions {
  readonly tessera: Tessera;
  readonly protocol: Pick<ProtocolLayer, 'verifyBearer'>;
  readonly directory: DirectoryStore;
  readonly events: SecurityEventStore;
  /** The tenant whose operators administer the whole server. */
  readonly adminTenantId: string;
}
