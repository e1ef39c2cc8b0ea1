import type { SecurityEvent, SecurityEventType } from '../event/security-event.js';
import type { Instant } from './clock.js';

export interface SecurityEventQuery {
  readonly types?: readonly SecurityEventType[];
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly to?: Instant;
  readonly userId?: string;
  /** `Digests.keyedHashes` of the lower-cased user name: an event with any of them is found. */
  readonly userNameHash?: string | readonly string[];
  readonly clientId?: string;
  readonly transactionId?: string;
  readonly ipAddress?: string;
  readonly reason?: string;
  /** `Digests.keyedHashes` of the normalised destination: an event with any of them is found. */
  readonly destinationHash?: string | readonly string[];
  readonly limit: number;
  readonly offset: number;
}

/** Security events. An event with a known id is stored once. */
export interface SecurityEventStore {
  /** Durable when it resolves. Appending the same event again changes nothing. */
  append(events: readonly SecurityEvent[]): Promise<void>;
  find(tenantId: string, id: string): Promise<SecurityEvent | undefined>;
  /** Newest first. */
  query(
    tenantId: string,
    query: SecurityEventQuery,
  ): Promise<{ readonly list: readonly SecurityEvent[]; readonly totalCount: number }>;
}
