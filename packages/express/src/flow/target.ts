import { REFUSALS } from '@tessera/core';
import type { Tenant } from '@tessera/core';
import type { Request, RequestHandler } from 'express';
import { HttpRefusal } from '../http/http-refusal.js';
import type { FlowOptions } from './flow-options.js';

/** What a call below `/v1/authorizations/{id}` is about. */
export interface Target {
  readonly transactionId: string;
  /** Undefined when the path names no tenant and there is no such transaction. */
  readonly tenant: Tenant | undefined;
}

const targets = new WeakMap<Request, Target>();

/**
 * Finds the tenant: that of the path, else that of the transaction. The first check of specification 2.1, before any body is read.
 * Refuses with 404 an unknown tenant.
 */
export function findTarget({ tessera }: FlowOptions): RequestHandler {
  const { transactions, directory, clock } = tessera.dependencies;
  return async (req, _res, next) => {
    const transactionId = String(req.params['id']);
    const named = req.params['tenantId'];
    const tenantId = typeof named === 'string' ? named : await transactions.findTenantId(transactionId, clock.now());
    const tenant = tenantId === undefined ? undefined : await directory.findTenant(tenantId);
    if (tenantId !== undefined && !tenant) throw new HttpRefusal(REFUSALS.tenantNotFound);
    keepTarget(req, { transactionId, tenant });
    next();
  };
}

/** Says what {@link targetOf} answers. */
export function keepTarget(req: Request, target: Target): void {
  targets.set(req, target);
}

/** The target of a request that has passed {@link findTarget}. */
export function targetOf(req: Request): Target {
  const target = targets.get(req);
  if (!target) throw new Error('targetOf is called on a route without findTarget');
  return target;
}
