import type { ManagedWrite, ManagementCall, Warning } from '@tessera/core';
import type { Request, Response } from 'express';
import { sendJson } from '../http/send-answer.js';
import { operatorOf } from './operator-access.js';
import { QueryParameters, expectedVersion } from './query-parameters.js';

/** Who writes, with `dry_run` and `If-Match`. @throws TesseraError `ERR_INVALID_DOCUMENT`, `ERR_PRECONDITION_FAILED` */
export function callOf(req: Request): ManagementCall {
  const query = new QueryParameters(req);
  const dryRun = query.flag('dry_run');
  query.check();
  const { tenantId, name } = operatorOf(req);
  return { tenantId, operator: name, dryRun, expectedVersion: expectedVersion(req) };
}

/** The envelope of a write (specification 5.2), with the `ETag` of what is stored now. */
export function sendWrite(
  res: Response,
  status: number,
  call: ManagementCall,
  { result, version, warnings, diff }: ManagedWrite,
): void {
  if (!call.dryRun) res.setHeader('ETag', `"${version}"`);
  sendJson(res, status, { dry_run: call.dryRun, result, ...(diff ? { diff } : {}), ...shown(warnings) });
}

/** `warnings` is present when there are any. */
export function shown(warnings: readonly Warning[]): { readonly warnings?: readonly Warning[] } {
  return warnings.length > 0 ? { warnings } : {};
}
