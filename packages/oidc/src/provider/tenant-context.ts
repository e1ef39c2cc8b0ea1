import type { JWK } from 'oidc-provider';
import type { Client, Tenant } from '@tessera/core';
import type { AuthorizationServerOptions } from '../options.js';

/** Everything that the parts of one tenant's server share. */
export interface TenantContext {
  readonly options: AuthorizationServerOptions;
  readonly tenant: Tenant;
  /** `${publicUrl}/${tenantId}` */
  readonly issuer: string;
  /** The path of the issuer, e.g. `/1e68932e-ed4a-43e7-b412-460665e42df3`. */
  readonly issuerPath: string;
  readonly isSecure: boolean;
  readonly jwks: readonly JWK[];
}

export function tenantContext(
  options: AuthorizationServerOptions,
  tenant: Tenant,
  jwks: readonly JWK[],
): TenantContext {
  const issuer = `${options.publicUrl}/${tenant.id}`;
  const { pathname, protocol } = new URL(issuer);
  return { options, tenant, issuer, issuerPath: pathname, isSecure: protocol === 'https:', jwks };
}

/** Our record of the client of a request that the library has already accepted. */
export async function findClient(context: TenantContext, clientId: string): Promise<Client | undefined> {
  return context.options.directory.findClient(context.tenant.id, clientId);
}
