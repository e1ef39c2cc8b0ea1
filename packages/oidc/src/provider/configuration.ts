import Keygrip from 'keygrip';
import type { Configuration } from 'oidc-provider';
import { isListed, type JsonValue } from '@tessera/core';
import { ROUTES } from '../http/routes.js';
import { checkClaims } from './acr-request.js';
import { accountFinder, claimsFor } from './accounts.js';
import { parameterChecks } from './authorization-parameters.js';
import { clientFinder } from './client-finder.js';
import { CLIENT_EXTRAS, tokenSettingsOf } from './client-metadata.js';
import { grantFinder } from './grants.js';
import { signInPolicy } from './interaction-policy.js';
import { findByJwt } from './jwt-access-tokens.js';
import { lifetimes } from './lifetimes.js';
import { ProtocolAdapter } from './protocol-adapter.js';
import { startInteraction } from './start-interaction.js';
import type { TenantContext } from './tenant-context.js';
import { mayIntrospect, tokenFacts } from './token-facts.js';
import { renderError } from './errors.js';

/** Names of cookies that never leave the server; that of the SSO session is the tenant's. */
export const COOKIES = { interaction: 'IDP_INTERACTION', resume: 'IDP_RESUME' } as const;

/** Signs cookies with the first key and accepts all of them. */
export function cookieSigner(keys: readonly string[]): Keygrip {
  return new Keygrip([...keys], 'sha256', 'base64');
}

/** The library's configuration for one tenant. Everything that is not in specification 4 is off. */
export function configurationFor(context: TenantContext): Configuration {
  const { options, tenant } = context;
  return {
    adapter: (kind: string) => adapterFor(context, kind),
    jwks: { keys: [...context.jwks] },
    routes: { ...ROUTES },
    cookies: cookieSettings(context),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientDefaults: { id_token_signed_response_alg: tenant.idTokenSigningAlg },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    extraClientMetadata: { properties: [...CLIENT_EXTRAS] },
    extraParams: parameterChecks(context),
    responseTypes: ['code'],
    scopes: ['openid'],
    claims: claimsFor(tenant),
    findAccount: accountFinder(tenant.id, options.users),
    interactions: {
      policy: signInPolicy(context),
      url: (ctx, interaction) => startInteraction(context, ctx, interaction),
    },
    loadExistingGrant: grantFinder(context),
    pkce: { required: (_ctx, client) => client['tessera_require_pkce'] === true },
    allowOmittingSingleRegisteredRedirectUri: true,
    rotateRefreshToken: ({ oidc }) => tokenSettingsOf(oidc.client).rotateRefreshToken ?? true,
    issueRefreshToken: (_ctx, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    expiresWithSession: () => Promise.resolve(false),
    revokeGrantPolicy: ({ oidc }) => !(oidc.route === 'revocation' && oidc.entities.AccessToken !== undefined),
    extraTokenClaims: tokenFacts,
    clientBasedCORS: (_ctx, origin, client) => isAllowedOrigin(context, origin, client.redirectUris ?? []),
    ttl: lifetimes(context),
    renderError,
    features: featuresFor(context),
  };
}

function featuresFor(context: TenantContext): NonNullable<Configuration['features']> {
  const isSupportedAcr = (acr: string): boolean => isListed(context.tenant, 'acr_values_supported', acr);
  return {
    clientCredentials: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => mayIntrospect(context, client.clientAuthMethod, token),
    },
    // Tokens of another client are left alone, and the answer does not tell.
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    userinfo: { enabled: true },
    // For `acr` in the id_token; no grant of ours allows any other claim that is not in a scope.
    claimsParameter: {
      enabled: true,
      assertClaimsParameter: (_ctx, claims) => checkClaims(claims as JsonValue, isSupportedAcr),
    },
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    rpInitiatedLogout: { enabled: false }, // ours: specification 4.10 ends the session without a confirmation page
  };
}

function cookieSettings({
  options,
  tenant,
  issuerPath,
  hasSecureCookies: secure,
  sessionCookie: session,
}: TenantContext): NonNullable<Configuration['cookies']> {
  const sameSite = secure && tenant.session.cookieSameSite === 'None' ? 'none' : 'lax';
  return {
    names: { ...COOKIES, session },
    keys: cookieSigner(options.cookieKeys),
    // The path keeps tenants of one host from overwriting each other's session.
    long: { signed: true, httpOnly: true, overwrite: true, secure, sameSite, path: `${issuerPath}/` },
    short: { signed: true, httpOnly: true, overwrite: true, secure, sameSite: 'lax' },
  };
}

function adapterFor(context: TenantContext, kind: string): ProtocolAdapter {
  const { tenant, options } = context;
  const adapter = new ProtocolAdapter(kind, {
    tenantId: tenant.id,
    clock: options.clock,
    digests: options.digests,
    store: options.protocol,
  });
  if (kind === 'AccessToken' || kind === 'ClientCredentials') return findByJwt(adapter, context);
  if (kind === 'Client') adapter.find = clientFinder(context);
  return adapter;
}

/** Cross-origin calls of the client's own pages and of the tenant's sign-in page. */
function isAllowedOrigin({ tenant }: TenantContext, origin: string, redirectUris: readonly string[]): boolean {
  return (
    tenant.ui.allowedOrigins.includes(origin) ||
    redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)
  );
}
