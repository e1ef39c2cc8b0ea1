import { isPermitted, refusal } from '@tessera/core';
import type { Client, Tenant, User } from '@tessera/core';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { BearerToken } from '../flow/protocol-layer.js';
import { HTTP_REFUSALS, HttpRefusal } from '../http/http-refusal.js';
import { callerAddress, refuseOver } from '../http/request-limits.js';
import type { ManagementOptions } from './management-options.js';

/** Who manages what; made by {@link authenticateOperator}. */
export interface Operator {
  /** The tenant that is managed. */
  readonly tenantId: string;
  readonly defaultPhoneRegion: string | undefined;
  /** `user:<sub>` or `client:<client_id>`, as versions and audit records show it. */
  readonly name: string;
  readonly permissions: readonly string[];
  /** Where the operator itself lives. */
  readonly homeTenantId: string;
  /** The only tenants it reaches; undefined: all of its organization. */
  readonly assignedTenants?: readonly string[] | undefined;
}

const operators = new WeakMap<Request, Operator>();

/** The operator of a request that has passed {@link authenticateOperator}. */
export function operatorOf(req: Request): Operator {
  const operator = operators.get(req);
  if (!operator) throw new Error('operatorOf is called on a route without authenticateOperator');
  return operator;
}

/** The operator of a request whose token is valid; undefined for any other. */
export function findOperator(req: Request): Operator | undefined {
  return operators.get(req);
}

/** RFC 6750 §3.1: no error code for a request that shows no token at all. */
const invalidToken = (req: Request): HttpRefusal =>
  new HttpRefusal(refusal(401, 'invalid_token', 'The access token is invalid or expired'), {
    'WWW-Authenticate': req.headers.authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
  });
const INSUFFICIENT_SCOPE = new HttpRefusal(refusal(403, 'insufficient_scope', "Scope 'management' is required"), {
  'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="management"',
});
const NOT_FOUND = new HttpRefusal(HTTP_REFUSALS.notFound);

/**
 * Checks 1 to 3 of specification 5.1: token, scope, organization and tenant. Foreign and unknown ones are told the same. On a path without a
 * tenant the operator's own stands for it.
 */
export function authenticateOperator(
  options: ManagementOptions,
  { findsDisabled = false }: { readonly findsDisabled?: boolean } = {},
): RequestHandler {
  return async (req: Request, _res: Response, next: NextFunction) => {
    const organizationId = parameter(req, 'organizationId');
    const tenantId = parameter(req, 'tenantId');
    const found = await findToken(options, bearerOf(req), organizationId);
    if (!found) {
      refuseOver(await options.limits?.refused?.take(callerAddress(req)));
      throw invalidToken(req);
    }
    const name = found.token.kind === 'user' ? `user:${found.token.sub}` : `client:${found.token.clientId}`;
    refuseOver(await options.limits?.operators?.take(`${found.tenantId} ${name}`));
    const operator = { name, homeTenantId: found.tenantId, permissions: [], defaultPhoneRegion: undefined };
    if (!found.token.scopes.includes('management')) {
      // The tenant asked for may be foreign: the refusal is put on record where the operator lives.
      operators.set(req, { ...operator, tenantId: found.tenantId });
      throw INSUFFICIENT_SCOPE;
    }
    const isCollection = tenantId === undefined && organizationId !== undefined;
    if (isCollection && !(await options.directory.findOrganization(organizationId))) throw NOT_FOUND;
    const tenant = await (findsDisabled
      ? options.directory.findAnyTenant(tenantId ?? found.tenantId)
      : options.directory.findTenant(tenantId ?? found.tenantId));
    const isForeign =
      tenantId !== undefined && organizationId !== undefined && tenant?.organizationId !== organizationId;
    if (!tenant || isForeign) throw NOT_FOUND;
    const holder = await holderOf(options, found);
    const assignedTenants = holder && 'assignedTenants' in holder ? holder.assignedTenants : undefined;
    if (tenantId !== undefined && !isAssigned(assignedTenants, tenant)) throw NOT_FOUND;
    operators.set(req, {
      ...operator,
      tenantId: tenant.id,
      defaultPhoneRegion: tenant.defaultPhoneRegion,
      // Read at each call, so that a role taken away takes effect at once.
      permissions: await options.directory.findPermissions(found.tenantId, holder?.roles ?? []),
      assignedTenants,
    });
    next();
  };
}

/** Check 4: the permission of this route. */
export function requirePermission(permission: string): RequestHandler {
  return (req: Request, _res: Response, next: NextFunction) => {
    if (!isPermitted(operatorOf(req).permissions, permission)) {
      throw new HttpRefusal(refusal(403, 'access_denied', `Permission '${permission}' is required`));
    }
    next();
  };
}

function parameter(req: Request, name: string): string | undefined {
  const value = req.params[name];
  return typeof value === 'string' ? value : undefined;
}

function bearerOf(req: Request): string | undefined {
  return /^Bearer +([\w\-.~+/]+=*)$/i.exec(req.headers.authorization ?? '')?.[1];
}

interface FoundToken {
  readonly token: BearerToken;
  /** Where the token, and with it the operator, lives. */
  readonly tenantId: string;
}

/** A token of the admin tenant, or of the organization's own organizer tenant. */
async function findToken(
  { protocol, directory, adminTenantId }: ManagementOptions,
  value: string | undefined,
  organizationId: string | undefined,
): Promise<FoundToken | undefined> {
  if (value === undefined) return undefined;
  const organizers = organizationId === undefined ? [] : await directory.findOrganizers(organizationId);
  for (const tenantId of [adminTenantId, ...organizers.map((tenant) => tenant.id)]) {
    const token = await protocol.verifyBearer(tenantId, value);
    if (token) return { token, tenantId };
  }
  return undefined;
}

/**
 * Whoever has some of the tenants only never reaches one that operators live in, its own included: there it could take over, or make, an
 * operator of all.
 */
function isAssigned(assignedTenants: readonly string[] | undefined, { id, type }: Tenant): boolean {
  return assignedTenants === undefined || (type === 'PUBLIC' && assignedTenants.includes(id));
}

async function holderOf(
  { directory, tessera }: ManagementOptions,
  { token, tenantId }: FoundToken,
): Promise<User | Client | undefined> {
  return token.kind === 'user'
    ? tessera.dependencies.users.findById(tenantId, token.sub)
    : directory.findClient(tenantId, token.clientId);
}
