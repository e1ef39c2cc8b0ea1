import type { Client as LibraryClient, KoaContextWithOIDC } from 'oidc-provider';
import { isListed, type AuthenticationRequest, type Tenant } from '@tessera/core';
import { acrRequestOf, type AcrRequest } from './acr-request.js';
import { allowedScopes, valuesOf } from './client-metadata.js';
import { ProtocolError } from './library.js';
import { findClient, type TenantContext } from './tenant-context.js';

type ParameterCheck = (
  ctx: KoaContextWithOIDC,
  value: string | undefined,
  client: LibraryClient,
) => Promise<void> | void;

const MAX_LENGTH = 1024;

/** Rules of specification 4.2 that go beyond the library's. They run when client and redirect URI are known, so errors are redirected. */
export function parameterChecks(context: TenantContext): Record<string, ParameterCheck> {
  return {
    async scope(ctx, value, { clientId }): Promise<void> {
      const client = await findClient(context, clientId);
      const scopes = client === undefined ? [] : allowedScopes(client, context.tenant, valuesOf(value) ?? []);
      if (scopes.length === 0) throw new ProtocolError('invalid_scope', 'The requested scope is not allowed');
      parametersOf(ctx)['scope'] = scopes.join(' ');
    },
    state: (ctx, value) => limitLength(ctx, 'state', value),
    nonce: (ctx, value) => limitLength(ctx, 'nonce', value),
  };
}

function limitLength(ctx: KoaContextWithOIDC, name: string, value: string | undefined): void {
  if (value === undefined || value.length <= MAX_LENGTH) return;
  parametersOf(ctx)[name] = undefined; // not echoed in the redirect either
  throw new ProtocolError('invalid_request', `Parameter '${name}' is longer than ${MAX_LENGTH} characters`);
}

/** The parameters of the request, as the library has checked and reduced them. */
export function parametersOf(ctx: KoaContextWithOIDC): Record<string, unknown> {
  return ctx.oidc.params ?? {};
}

/** The request as the engine needs it. Levels that the tenant does not list are left out: nobody has promised them. */
export function toAuthenticationRequest(
  parameters: Readonly<Record<string, unknown>>,
  tenant: Tenant,
): AuthenticationRequest {
  const isSupported = (acr: string): boolean => isListed(tenant, 'acr_values_supported', acr);
  const { scope, acr_values, claims, prompt, max_age, login_hint, ui_locales, redirect_uri } = parameters;
  return {
    scopes: valuesOf(scope) ?? [],
    ...requestedAcr(valuesOf(acr_values) ?? [], acrRequestOf(claims), isSupported),
    prompt: valuesOf(prompt) ?? [],
    uiLocales: valuesOf(ui_locales) ?? [],
    redirectUri: String(redirect_uri),
    ...(typeof max_age === 'string' && { maxAge: Number(max_age) }),
    ...(typeof login_hint === 'string' && { loginHint: login_hint }),
  };
}

/** What is essential stands alone; OpenID Connect leaves open what `acr_values` mean beside it. */
function requestedAcr(
  acrValues: readonly string[],
  claimed: AcrRequest | undefined,
  isSupported: (acr: string) => boolean,
): Pick<AuthenticationRequest, 'acrValues' | 'acrEssential'> {
  if (claimed?.isEssential) return { acrValues: claimed.values.filter(isSupported), acrEssential: true };
  return { acrValues: [...new Set([...acrValues, ...(claimed?.values ?? [])])].filter(isSupported) };
}
