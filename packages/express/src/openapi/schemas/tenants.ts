import type { Schema } from '../operation.js';
import { AUTHORIZATION_SERVER, AUTHORIZATION_SERVER_INPUT } from './server-fields.js';
import { ADDRESS, closed, COUNT, FLAG, listOf, oneOf, open, TEXT } from './shapes.js';
import { BROUGHT_BLOCKS, BROUGHT_BLOCKS_INPUT, SESSION_EXTRAS } from './tenant-fields.js';

const SECONDS: Schema = { type: 'integer', minimum: 0, description: 'Seconds.' };
const TENANT_TYPE = oneOf('PUBLIC', 'ORGANIZER', 'ADMIN');
const REGION: Schema = { type: 'string', pattern: '^[A-Z]{2}$' };

const UI = { base_url: ADDRESS, allowed_origins: listOf(ADDRESS), include_tenant_id: FLAG };
const SESSION = {
  cookie_same_site: oneOf('Lax', 'None'),
  idle_timeout_seconds: SECONDS,
  max_lifetime_seconds: SECONDS,
};
const TRANSACTION = { expires_in_seconds: SECONDS };
const TOKEN = {
  code_expires_in: SECONDS,
  access_token_expires_in: SECONDS,
  refresh_token_expires_in: SECONDS,
  id_token_expires_in: SECONDS,
};
const PASSWORDS = {
  min_length: COUNT,
  max_length: COUNT,
  require_upper: FLAG,
  require_lower: FLAG,
  require_digit: FLAG,
  require_symbol: FLAG,
  max_attempts: COUNT,
  lockout_duration_seconds: SECONDS,
};
const EVENTS = { persistence_enabled: FLAG, retention_days: COUNT };
const PLAIN = {
  registration_enabled: FLAG,
  identity_unique_key_type: oneOf('EMAIL', 'PHONE', 'USERNAME'),
  amr_format: oneOf('method', 'rfc8176'),
  id_token_signing_alg: oneOf('RS256', 'ES256'),
};

const { base_url, ...restOfUi } = UI;

/** Tenants (specification 5.5). */
export const TENANT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Tenant: closed(
    {
      id: TEXT,
      name: TEXT,
      type: TENANT_TYPE,
      enabled: FLAG,
      ui_config: closed(restOfUi, { base_url }),
      session_config: closed(SESSION, SESSION_EXTRAS),
      transaction_config: closed(TRANSACTION),
      token_config: closed(TOKEN),
      password_policy: closed(PASSWORDS),
      security_event_config: closed(EVENTS),
      ...PLAIN,
    },
    { default_phone_region: REGION, authorization_server: AUTHORIZATION_SERVER, ...BROUGHT_BLOCKS },
  ),
  TenantInput: {
    ...open(
      { name: TEXT },
      {
        id: { type: 'string', pattern: '^[\\w-]+$' },
        type: TENANT_TYPE,
        enabled: FLAG,
        ui_config: open({}, UI),
        session_config: open({}, { ...SESSION, ...SESSION_EXTRAS, timeout_seconds: SECONDS }),
        transaction_config: open({}, TRANSACTION),
        token_config: open({}, TOKEN),
        password_policy: open({}, PASSWORDS),
        security_event_config: open({}, EVENTS),
        ...PLAIN,
        default_phone_region: REGION,
        authorization_server: AUTHORIZATION_SERVER_INPUT,
        ...BROUGHT_BLOCKS_INPUT,
      },
    ),
    description: 'What has no counterpart is answered with a warning.',
  },
};
