import type { JWK } from 'oidc-provider';
import { hasSecureCookies, sessionCookieName, type Client, type Tenant } from '@tessera/core';
import type { AuthorizationServerOptions } from '../options.js';

/** Everything that the parts of one tenant's server share. */
export interface TenantContext {
  readonly options: AuthorizationServerOptions;
  readonly tenant: Tenant;
  /** The tenant's name towards clients: `${publicUrl}/${tenantId}`, or what the tenant says. */
  readonly issuer: string;
  /** `${publicUrl}/${tenantId}`: where requests arrive, whatever the issuer is called. Addresses and cookies follow it. */
  readonly base: string;
  /** The path of `base`, e.g. `/1e68932e-ed4a-43e7-b412-460665e42df3`. */
  readonly issuerPath: string;
  readonly isSecure: boolean;
  /** Whether cookies carry `Secure`: on https, or where the tenant wants it. */
  readonly hasSecureCookies: boolean;
  /** Name of the SSO session's cookie. */
  readonly sessionCookie: string;
  /** All that are published, the one that signs id_tokens first. */
  readonly jwks: readonly JWK[];
  /** Signs access tokens that are JWTs. */
  readonly accessTokenKey: JWK;
}

export function tenantContext(
  options: AuthorizationServerOptions,
  tenant: Tenant,
  { jwks, accessTokenKey }: Pick<TenantContext, 'jwks' | 'accessTokenKey'>,
): TenantContext {
  const base = `${options.publicUrl}/${tenant.id}`;
  const { pathname, protocol } = new URL(base);
  return {
    options,
    tenant,
    issuer: tenant.authorizationServer?.issuer ?? base,
    base,
    issuerPath: pathname,
    isSecure: protocol === 'https:',
    hasSecureCookies: hasSecureCookies(tenant.session, options.publicUrl),
    sessionCookie: sessionCookieName(tenant.session),
    jwks,
    accessTokenKey,
  };
}

/** Our record of the client of a request that the library has already accepted. */
export async function findClient(context: TenantContext, clientId: string): Promise<Client | undefined> {
  const client = await findClientNamed(context, clientId);
  // What was issued to a client that is gone must not become that of another one by an alias.
  return client?.clientId === clientId ? client : undefined;
}

/** The client that a request names, by id or alias. */
export async function findClientNamed({ options, tenant }: TenantContext, name: string): Promise<Client | undefined> {
  return options.directory.findClient(tenant.id, name);
}
