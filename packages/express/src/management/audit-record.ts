import { isJsonObject, maskPersonalData } from '@tessera/core';
import type { AuditRecord, EngineDependencies, JsonObject, JsonValue } from '@tessera/core';
import type { Request, Response } from 'express';
import { requestIdOf } from '../http/request-id.js';
import type { AuditSubject } from './audit-subject.js';
import type { ManagementOptions } from './management-options.js';
import type { Operator } from './operator-access.js';

/** A call that is about to be answered. */
export interface AuditedCall {
  readonly req: Request;
  readonly res: Response;
  readonly operator: Operator;
  readonly subject: AuditSubject;
  /** The JSON that goes out, if any. */
  readonly answer: JsonValue | undefined;
}

const TRUE = new Set(['true', '1', 'on', 'yes']);

/** The record of a call (specification 6.3). Of the answer only ids and differences are kept, masked once more. */
export async function auditRecordOf(call: AuditedCall, options: AuditRecordOptions): Promise<AuditRecord> {
  const { req, res, operator, subject } = call;
  const { clock, randomness, phoneNumbers } = options.tessera.dependencies;
  const answer = isJsonObject(call.answer) ? call.answer : {};
  const resourceId = subject.resourceId ?? createdId(answer['result']);
  return {
    id: randomness.uuid(),
    // Nobody reads the log of a tenant that is gone.
    tenantId: isRemovalOfTenant(subject) ? operator.homeTenantId : operator.tenantId,
    createdAt: clock.now(),
    operator: await operatorOf(operator, options),
    operation: subject.operation,
    resource: subject.resource,
    ...(resourceId === undefined ? {} : { resourceId }),
    outcome: res.statusCode < 400 ? 'success' : res.statusCode === 403 ? 'denied' : 'failure',
    dryRun: isDryRun(req, answer),
    diff: diffOf(answer, phoneNumbers),
    ...(req.ip === undefined ? {} : { ipAddress: req.ip }),
    requestId: requestIdOf(req),
  };
}

/** Where the record finds the operator's name. */
export interface AuditRecordOptions {
  readonly tessera: { readonly dependencies: EngineDependencies };
  readonly directory: ManagementOptions['directory'];
}

async function operatorOf(
  { name, homeTenantId }: Operator,
  { tessera: { dependencies }, directory }: AuditRecordOptions,
): Promise<AuditRecord['operator']> {
  const type = name.startsWith('user:') ? 'user' : 'client';
  const id = name.slice(type.length + 1);
  const found =
    type === 'user'
      ? (await dependencies.users.findById(homeTenantId, id))?.preferredUsername
      : (await directory.findClient(homeTenantId, id))?.clientName;
  const masked = found === undefined ? undefined : maskPersonalData(found, dependencies.phoneNumbers);
  return { type, id, ...(typeof masked === 'string' ? { name: masked } : {}) };
}

function createdId(result: JsonValue | undefined): string | undefined {
  const object = isJsonObject(result) ? result : {};
  // Of an onboarding the organization.
  const organization = isJsonObject(object['organization']) ? object['organization'] : {};
  return [object['id'], object['sub'], object['client_id'], organization['id']].find((id) => typeof id === 'string');
}

function isRemovalOfTenant({ resource, operation }: AuditSubject): boolean {
  return resource === 'tenants' && operation === 'delete';
}

/** A request that was refused says it itself. */
function isDryRun({ query }: Request, answer: JsonObject): boolean {
  if (typeof answer['dry_run'] === 'boolean') return answer['dry_run'];
  const asked = query['dry_run'];
  return typeof asked === 'string' && TRUE.has(asked.toLowerCase());
}

function diffOf(answer: JsonObject, phoneNumbers: EngineDependencies['phoneNumbers']): readonly JsonObject[] {
  const { diff } = answer;
  if (!Array.isArray(diff)) return [];
  return (diff as readonly JsonValue[]).filter(isJsonObject).map((change) => {
    const { pointer } = change;
    const name = typeof pointer === 'string' ? (pointer.split('/').at(-1) ?? '') : '';
    // Under its own name a secret is recognised even where the difference is the secret alone.
    const sides = ['before', 'after'].flatMap((side) => {
      const value = change[side];
      const masked = value === undefined ? {} : maskPersonalData({ [name]: value }, phoneNumbers);
      return isJsonObject(masked) && value !== undefined ? [[side, masked[name] ?? null] as const] : [];
    });
    return { ...change, ...Object.fromEntries(sides) };
  });
}
