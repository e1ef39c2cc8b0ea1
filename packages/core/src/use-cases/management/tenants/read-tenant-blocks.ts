import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { PasswordPolicy, TokenConfig, UiConfig } from '../../../tenant/tenant.js';
import type { FieldReader } from '../field-reader.js';

const YEAR = 31_536_000;
const ORIGIN = {
  isValid: (text: string): boolean => /^https?:\/\/[^\s/?#@*]+$/i.test(text),
  expected: 'an origin, e.g. https://app.example.com',
};
const ADDRESS = {
  max: 2048,
  isValid: (text: string): boolean => /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(text),
  expected: 'a web address without query and fragment',
};

/** `ui_config`, and the origins of `cors_config.allow_origins` with it. */
export function readUi(ui: FieldReader | undefined, cors: FieldReader | undefined): UiConfig {
  const baseUrl = ui?.text('base_url', ADDRESS)?.replace(/\/+$/, '');
  const origins = [...(ui?.texts('allowed_origins', ORIGIN) ?? []), ...(cors?.texts('allow_origins', ORIGIN) ?? [])];
  const includeTenantId = ui?.flag('include_tenant_id') ?? TENANT_DEFAULTS.ui.includeTenantId;
  return { ...(baseUrl === undefined ? {} : { baseUrl }), allowedOrigins: [...new Set(origins)], includeTenantId };
}

/** `token_config`, all in seconds. */
export function readToken(block: FieldReader | undefined): TokenConfig {
  const { token } = TENANT_DEFAULTS;
  const seconds = (name: string, max: number, fallback: number): number =>
    block?.integer(name, { min: 1, max }) ?? fallback;
  const read = {
    codeExpiresInSeconds: seconds('code_expires_in', 600, token.codeExpiresInSeconds),
    accessTokenExpiresInSeconds: seconds('access_token_expires_in', YEAR, token.accessTokenExpiresInSeconds),
    refreshTokenExpiresInSeconds: seconds('refresh_token_expires_in', YEAR, token.refreshTokenExpiresInSeconds),
    idTokenExpiresInSeconds: seconds('id_token_expires_in', YEAR, token.idTokenExpiresInSeconds),
  };
  block?.warnRest();
  return read;
}

/** Names of other servers: `identity_policy_config.password_policy`. Where both say something, the tenant's own block holds. */
export function readPasswordPolicy(own: FieldReader | undefined, brought: FieldReader | undefined): PasswordPolicy {
  const { passwordPolicy: defaults } = TENANT_DEFAULTS;
  const integer = (name: string, min: number, max: number): number | undefined => {
    const [mine, theirs] = [own?.integer(name, { min, max }), brought?.integer(name, { min, max })];
    return mine ?? theirs;
  };
  const flag = (name: string, foreignName: string): boolean => {
    const [mine, theirs] = [own?.flag(name), brought?.flag(foreignName)];
    return mine ?? theirs ?? false;
  };
  const policy = {
    minLength: integer('min_length', 1, 1024) ?? defaults.minLength,
    maxLength: integer('max_length', 1, 1024) ?? defaults.maxLength,
    requireUpper: flag('require_upper', 'require_uppercase'),
    requireLower: flag('require_lower', 'require_lowercase'),
    requireDigit: flag('require_digit', 'require_number'),
    requireSymbol: flag('require_symbol', 'require_special_char'),
    maxAttempts: integer('max_attempts', 0, 1000) ?? defaults.maxAttempts,
    lockoutDurationSeconds: integer('lockout_duration_seconds', 1, YEAR) ?? defaults.lockoutDurationSeconds,
  };
  if (policy.minLength > policy.maxLength)
    (own ?? brought)?.add('min_length', 'out of range', `1..${policy.maxLength}`, String(policy.minLength));
  own?.warnRest();
  brought?.warnRest();
  return policy;
}
