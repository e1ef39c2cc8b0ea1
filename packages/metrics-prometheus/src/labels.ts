/** The reasons of the send budget, specification 2.8, and those of the other budgets that refuse a call. */
export const BUDGET_REASONS: ReadonlySet<string> = new Set([
  'cooldown',
  'transaction_limit',
  'destination_limit',
  'ip_limit',
  'tenant_limit',
  'calling_code_limit',
  'low_conversion',
  'guess_limit',
  'country_denied',
  'number_type_denied',
  'exhausted',
  'too_many_attempts',
]);

/** Every reason of specification 6.2, and what telemetry adds to them. */
const REASONS: ReadonlySet<string> = new Set([
  ...BUDGET_REASONS,
  'schema',
  'wrong_code',
  'expired',
  'not_pending',
  'user_mismatch',
  'user_inactive',
  'user_not_found',
  'ambiguous_destination',
  'destination_mismatch',
  'destination_missing',
  'destination_invalid',
  'unknown_destination',
  'wrong_password',
  'password_policy',
  'duplicate',
  'registration_disabled',
  'unmet_policy',
  'unmet_acr',
  'provider_refused',
  'provider_unreachable',
  'provider_token_refused',
  'send_failed',
  'store_unavailable',
  'configuration_error',
  'refused',
  'overloaded',
  'unexpected',
]);

const GRANT_TYPES: ReadonlySet<string> = new Set([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'password',
]);

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const known = (values: ReadonlySet<string>, value: string): string => (values.has(value) ? value : 'other');

/** A reason as a label: one of the closed list, else `other`. */
export const reasonLabel = (reason: string): string => (reason === '' ? 'none' : known(REASONS, reason));

/** A grant type as a label. */
export const grantTypeLabel = (grantType: string): string => known(GRANT_TYPES, grantType);

/** A method as a label; callers may send any. */
export const methodLabel = (method: string): string => known(METHODS, method);

/** `2xx` … `5xx`; `none` without a status. */
export function statusClass(status: number | undefined): string {
  return status === undefined ? 'none' : `${Math.trunc(status / 100)}xx`;
}
