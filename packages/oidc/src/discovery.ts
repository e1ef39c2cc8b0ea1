import { ROUTES } from './http/routes.js';
import { FURTHER_PROMPTS } from './provider/interaction-policy.js';
import type { TenantContext } from './provider/tenant-context.js';

/** Exactly what is supported, specification 4.9 (OpenID Connect Discovery §3, RFC 8414 §2). */
export function discoveryDocument(context: TenantContext, acrValues: readonly string[]): Record<string, unknown> {
  const { issuer, tenant } = context;
  return {
    issuer,
    authorization_endpoint: issuer + ROUTES.authorization,
    token_endpoint: issuer + ROUTES.token,
    introspection_endpoint: issuer + ROUTES.introspection,
    revocation_endpoint: issuer + ROUTES.revocation,
    userinfo_endpoint: issuer + ROUTES.userinfo,
    jwks_uri: issuer + ROUTES.jwks,
    end_session_endpoint: issuer + ROUTES.end_session,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: [tenant.idTokenSigningAlg],
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'address'],
    acr_values_supported: [...acrValues],
    prompt_values_supported: ['none', 'login', 'consent', ...FURTHER_PROMPTS.filter((name) => name !== 'consent')],
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  };
}
