import type { JWK } from 'oidc-provider';
import { hasSecureCookies, sessionCookieName, type Client, type Tenant } from '@tessera/core';
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
  /** Whether cookies carry `Secure`: on https, or where the tenant wants it. */
  readonly hasSecureCookies: boolean;
  /** Name of the SSO session's cookie. */
  readonly sessionCookie: string;
  readonly jwks: readonly JWK[];
}

export function tenantContext(
  options: AuthorizationServerOptions,
  tenant: Tenant,
  jwks: readonly JWK[],
): TenantContext {
  const issuer = `${options.publicUrl}/${tenant.id}`;
  const { pathname, protocol } = new URL(issuer);
  return {
    options,
    tenant,
    issuer,
    issuerPath: pathname,
    isSecure: protocol === 'https:',
    hasSecureCookies: hasSecureCookies(tenant.session, options.publicUrl),
    sessionCookie: sessionCookieName(tenant.session),
    jwks,
  };
}

/** Our record of the client of a request that the library has already accepted. */
export async function findClient(context: TenantContext, clientId: string): Promise<Client | undefined> {
  return context.options.directory.findClient(context.tenant.id, clientId);
}
