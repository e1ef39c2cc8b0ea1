import type { OperatorCall } from '@tessera/core';
import type { Request } from 'express';
import { operatorOf } from './operator-access.js';
import { callOf } from './write-answer.js';

/** A write whose operator may not give away more than it has. @throws TesseraError as {@link callOf} */
export function operatorCallOf(req: Request): OperatorCall {
  const { permissions, homeTenantId } = operatorOf(req);
  return { ...callOf(req), permissions, operatorTenantId: homeTenantId };
}

/** Where a new object is to be found. */
export function locationOf(req: Request, id: string): string {
  return `${req.originalUrl.split('?')[0]?.replace(/\/$/, '') ?? ''}/${encodeURIComponent(id)}`;
}
