import type { JsonObject } from '../json/json.js';
import type { Instant } from './clock.js';

/** `success`: done, or would have been on a dry run. `denied`: the operator may not. `failure`: refused for any other reason. */
export type AuditOutcome = 'success' | 'denied' | 'failure';

/** What an operator did or tried (specification 5.2, 6.3). Holds no secret, code, full number or address. */
export interface AuditRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: Instant;
  readonly operator: {
    readonly type: 'user' | 'client';
    /** `sub` or `client_id`. */
    readonly id: string;
    readonly name?: string;
  };
  /** `create`, `read`, `update`, `delete`, or the name of an action such as `rollback`. */
  readonly operation: string;
  /** As the path names it, e.g. `authentication-configurations`. */
  readonly resource: string;
  readonly resourceId?: string;
  readonly outcome: AuditOutcome;
  readonly dryRun: boolean;
  /** `{pointer, before, after}` of an update, masked. */
  readonly diff: readonly JsonObject[];
  readonly ipAddress?: string;
  readonly requestId: string;
}

/** Every filter given must hold. */
export interface AuditQuery {
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly to?: Instant;
  /** Id of the operator. */
  readonly operator?: string;
  readonly resource?: string;
  readonly resourceId?: string;
  readonly operation?: string;
  readonly outcome?: AuditOutcome;
  readonly limit: number;
  readonly offset: number;
}

/** The audit log of all tenants. Records are never changed. */
export interface AuditLog {
  /** Durable when it resolves. A record with a known id of that tenant is stored once. @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  append(record: AuditRecord): Promise<void>;
  /** Newest first. @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  query(
    tenantId: string,
    query: AuditQuery,
  ): Promise<{ readonly list: readonly AuditRecord[]; readonly totalCount: number }>;
}
