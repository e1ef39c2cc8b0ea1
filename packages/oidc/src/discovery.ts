import { isListed, type ServerListName } from '@tessera/core';
import { ROUTES } from './http/routes.js';
import { FURTHER_PROMPTS } from './provider/interaction-policy.js';
import type { TenantContext } from './provider/tenant-context.js';

const SCOPES = ['openid', 'profile', 'email', 'phone', 'address'];

/** Exactly what is supported, specification 4.9 (OpenID Connect Discovery §3, RFC 8414 §2), as far as the tenant offers it. */
export function discoveryDocument(context: TenantContext, acrValues: readonly string[]): Record<string, unknown> {
  const { issuer, base, tenant } = context;
  const { endpoints, lists } = tenant.authorizationServer ?? { lists: {} };
  const offered = (name: ServerListName, ...values: readonly string[]): Record<string, unknown> => ({
    [name]: values.filter((value) => isListed(tenant, name, value)),
  });
  const { scopes_supported: scopes = SCOPES, claims_supported: claims } = lists;
  return {
    issuer,
    authorization_endpoint: base + ROUTES.authorization,
    token_endpoint: base + ROUTES.token,
    introspection_endpoint: base + ROUTES.introspection,
    revocation_endpoint: base + ROUTES.revocation,
    userinfo_endpoint: base + ROUTES.userinfo,
    jwks_uri: base + ROUTES.jwks,
    end_session_endpoint: base + ROUTES.end_session,
    ...endpoints,
    ...offered('response_types_supported', 'code'),
    ...offered('response_modes_supported', 'query'),
    ...offered('subject_types_supported', 'public'),
    ...offered('grant_types_supported', 'authorization_code', 'refresh_token', 'client_credentials', 'password'),
    ...offered('token_endpoint_auth_methods_supported', 'client_secret_basic', 'client_secret_post', 'none'),
    ...offered('code_challenge_methods_supported', 'S256'),
    id_token_signing_alg_values_supported: [tenant.idTokenSigningAlg],
    scopes_supported: scopes.includes('openid') ? [...scopes] : ['openid', ...scopes],
    ...(claims !== undefined && { claims_supported: [...claims] }),
    ...offered('acr_values_supported', ...acrValues),
    prompt_values_supported: ['none', 'login', 'consent', ...FURTHER_PROMPTS.filter((name) => name !== 'consent')],
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  };
}
