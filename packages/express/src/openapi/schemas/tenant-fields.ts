import type { Schema } from '../operation.js';
import { closed, FLAG, listOf, oneOf, open, TEXT } from './shapes.js';

const SECONDS: Schema = { type: 'integer', minimum: 0, description: 'Seconds.' };
const TAGS: Schema = { type: 'object', additionalProperties: TEXT };
const LINE_OR_LIST: Schema = { anyOf: [TEXT, listOf(TEXT)], description: 'A list, or one text with commas.' };

/** Members of `session_config` that are there when the tenant has set them. */
export const SESSION_EXTRAS: Readonly<Record<string, Schema>> = {
  cookie_name: { type: 'string', maxLength: 64 },
  use_secure_cookie: FLAG,
  switch_policy: oneOf('STRICT', 'SWITCH_ALLOWED', 'MULTI_SESSION'),
};

const CORS = { allow_credentials: FLAG, max_age: SECONDS };
const LOG_LABELS = { stage: TEXT, service_name: TEXT };
const LOG = {
  format: oneOf('structured_json', 'simple', 'disabled'),
  include_user_id: FLAG,
  include_user_name: FLAG,
  include_user_ex_sub: FLAG,
  include_client_id: FLAG,
  include_ip_address: FLAG,
  include_user_agent: FLAG,
  include_event_detail: FLAG,
  detail_scrub_keys: listOf(TEXT),
  include_user_detail: FLAG,
  custom_tags: TAGS,
};

/** Blocks of other servers, as a tenant that has brought them shows them. */
export const BROUGHT_BLOCKS: Readonly<Record<string, Schema>> = {
  cors_config: closed({}, { allow_headers: listOf(TEXT), allow_methods: listOf(TEXT), ...CORS }),
  security_event_log_config: closed(LOG, LOG_LABELS),
};

/** The same blocks as they are taken. */
export const BROUGHT_BLOCKS_INPUT: Readonly<Record<string, Schema>> = {
  cors_config: open(
    {},
    { allow_origins: listOf(TEXT), allow_headers: LINE_OR_LIST, allow_methods: LINE_OR_LIST, ...CORS },
  ),
  security_event_log_config: open({}, { ...LOG, ...LOG_LABELS, include_detail: FLAG, persistence_enabled: FLAG }),
};
