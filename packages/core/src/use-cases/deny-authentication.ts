import type { EngineDependencies } from '../engine/dependencies.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { Tenant } from '../tenant/tenant.js';
import type { TransactionCall, TransactionGate } from './transaction-gate.js';
import { wantsEvents } from '../event/event-delivery.js';

export interface DeniedAuthentication {
  readonly tenant: Tenant;
  readonly transactionId: string;
}

/** Ends a login at the user's wish: the client is told `access_denied` (specification 4.7). */
export class DenyAuthentication {
  private readonly dependencies: EngineDependencies;
  private readonly gate: TransactionGate;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.dependencies = dependencies;
    this.gate = gate;
  }

  /** Consumes the transaction; the protocol layer then answers the client. @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  async execute(command: TransactionCall): Promise<DeniedAuthentication | { readonly refused: Answer }> {
    const opened = await this.gate.open(command);
    if ('refused' in opened) return opened;
    const { tenant, snapshot, eventContext, user } = opened;
    const { transactions, clock } = this.dependencies;
    const now = clock.now();
    const event = createSecurityEvent({ type: 'oauth_deny', user }, eventContext, now, this.dependencies);
    const denied = await transactions.update({ tenantId: snapshot.tenantId, id: snapshot.id }, now, (current) => {
      if (!current || current.takenBy !== undefined) return { next: current, result: false };
      return { next: undefined, result: true, events: wantsEvents(tenant) ? [event] : [] };
    });
    if (denied) this.dependencies.telemetry?.authorizationEnded('denied');
    return denied ? { tenant, transactionId: snapshot.id } : { refused: REFUSALS.transactionNotFound };
  }
}
