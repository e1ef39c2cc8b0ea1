import type { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { FieldReader } from '../field-reader.js';
import { readAuthorizationServer } from './read-authorization-server.js';
import { readCors } from './read-cors.js';
import { readEventLog } from './read-event-log.js';
import { readSession } from './read-session.js';
import { readPasswordPolicy, readToken, readUi } from './read-tenant-blocks.js';

const KEY_TYPES = ['EMAIL', 'PHONE', 'USERNAME'] as const;

export interface TenantToRead {
  readonly posted: JsonValue;
  /** Of a new tenant: id, organization and defaults. */
  readonly base: Tenant;
  readonly isNew: boolean;
  /** Addresses of the authorization server may be plain http on any host. */
  readonly development?: boolean | undefined;
  /** Where the server is reached; absent: not known. */
  readonly publicUrl?: string | undefined;
}

/**
 * Reads a posted tenant. What it does not name has its default; `enabled` and `type` keep their value. The organization is never taken from
 * the body, and a type other than the tenant's own is a violation.
 */
export function readTenant(input: TenantToRead, violations: ViolationList): Tenant {
  const { posted, base, isNew, publicUrl, development = false } = input;
  const fields = new FieldReader(posted, violations);
  fields.require('name');
  const id = fields.text('id', { isValid: (text) => /^[\w-]+$/.test(text), expected: 'letters, digits, - _' });
  if (!isNew && id !== undefined && id !== base.id) fields.add('id', 'cannot be changed', base.id, id);
  const type = fields.oneOf('type', ['PUBLIC', 'ORGANIZER', 'ADMIN']);
  if (type !== undefined && type !== base.type) fields.add('type', 'cannot be changed', base.type, type);
  const enabled = fields.flag('enabled');
  // Nobody would be left to enable it again.
  if (enabled === false && base.type === 'ADMIN') fields.add('enabled', 'the admin tenant cannot be disabled', 'true');
  const transaction = fields.block('transaction_config');
  const events = fields.block('security_event_config');
  const identity = fields.block('identity_policy_config');
  const [ui, corsBlock] = [fields.block('ui_config'), fields.block('cors_config')];
  const log = fields.block('security_event_log_config');
  const [ownPersistence, broughtPersistence] = [events, log].map((block) => block?.flag('persistence_enabled'));
  const [cors, eventLog] = [readCors(corsBlock), readEventLog(log)];
  const region = fields.text('default_phone_region', {
    isValid: (text) => /^[A-Z]{2}$/.test(text),
    expected: 'e.g. JP',
  });
  const ownToken = fields.block('token_config');
  const { authorizationServer, ...signing } = readAuthorizationServer({
    block: fields.block('authorization_server'),
    ownToken,
    token: readToken(ownToken),
    postedAlg: fields.oneOf('id_token_signing_alg', ['RS256', 'ES256']),
    base,
    development,
  });
  const tenant: Tenant = {
    ...base,
    ...(isNew && id !== undefined ? { id } : {}),
    name: fields.text('name') ?? base.name,
    enabled: enabled ?? base.enabled,
    ui: readUi(ui, corsBlock),
    session: readSession(fields.block('session_config'), publicUrl),
    ...signing,
    transactionExpiresInSeconds:
      transaction?.integer('expires_in_seconds', { min: 60, max: 86_400 }) ??
      TENANT_DEFAULTS.transactionExpiresInSeconds,
    passwordPolicy: readPasswordPolicy(fields.block('password_policy'), identity?.block('password_policy')),
    registrationEnabled: fields.flag('registration_enabled') ?? base.type === 'PUBLIC',
    identityUniqueKeyType:
      fields.oneOf('identity_unique_key_type', KEY_TYPES) ??
      identity?.oneOf('identity_unique_key_type', KEY_TYPES) ??
      TENANT_DEFAULTS.identityUniqueKeyType,
    amrFormat: fields.oneOf('amr_format', ['method', 'rfc8176']) ?? TENANT_DEFAULTS.amrFormat,
    eventPersistenceEnabled: ownPersistence ?? broughtPersistence ?? TENANT_DEFAULTS.eventPersistenceEnabled,
    eventRetentionDays:
      events?.integer('retention_days', { min: 0, max: 36_500 }) ?? TENANT_DEFAULTS.eventRetentionDays,
    version: isNew ? 1 : base.version + 1,
  };
  for (const block of [ui, corsBlock, transaction, events, log, identity, fields]) block?.warnRest();
  const {
    defaultPhoneRegion: _region,
    cors: _cors,
    eventLog: _eventLog,
    authorizationServer: _server,
    ...rest
  } = tenant;
  return {
    ...rest,
    ...(region === undefined ? {} : { defaultPhoneRegion: region }),
    ...(cors && { cors }),
    ...(eventLog && { eventLog }),
    ...(authorizationServer && { authorizationServer }),
  };
}
