import type { JsonObject } from '../../../json/json.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { authorizationServerDocument } from './authorization-server-document.js';
import { broughtBlocks, sessionDocument } from './tenant-document-blocks.js';

/** A tenant as operators see it (specification 5.5). */
export function tenantDocument(tenant: Tenant): JsonObject {
  const { ui, session, token, passwordPolicy: policy } = tenant;
  return {
    id: tenant.id,
    name: tenant.name,
    type: tenant.type,
    enabled: tenant.enabled,
    ui_config: {
      ...(ui.baseUrl === undefined ? {} : { base_url: ui.baseUrl }),
      allowed_origins: ui.allowedOrigins,
      include_tenant_id: ui.includeTenantId,
    },
    session_config: sessionDocument(session),
    transaction_config: { expires_in_seconds: tenant.transactionExpiresInSeconds },
    token_config: {
      code_expires_in: token.codeExpiresInSeconds,
      access_token_expires_in: token.accessTokenExpiresInSeconds,
      refresh_token_expires_in: token.refreshTokenExpiresInSeconds,
      id_token_expires_in: token.idTokenExpiresInSeconds,
    },
    password_policy: {
      min_length: policy.minLength,
      max_length: policy.maxLength,
      require_upper: policy.requireUpper,
      require_lower: policy.requireLower,
      require_digit: policy.requireDigit,
      require_symbol: policy.requireSymbol,
      max_attempts: policy.maxAttempts,
      lockout_duration_seconds: policy.lockoutDurationSeconds,
    },
    registration_enabled: tenant.registrationEnabled,
    identity_unique_key_type: tenant.identityUniqueKeyType,
    ...(tenant.defaultPhoneRegion === undefined ? {} : { default_phone_region: tenant.defaultPhoneRegion }),
    amr_format: tenant.amrFormat,
    id_token_signing_alg: tenant.idTokenSigningAlg,
    security_event_config: {
      persistence_enabled: tenant.eventPersistenceEnabled,
      retention_days: tenant.eventRetentionDays,
    },
    ...broughtBlocks(tenant),
    ...authorizationServerDocument(tenant),
  };
}
