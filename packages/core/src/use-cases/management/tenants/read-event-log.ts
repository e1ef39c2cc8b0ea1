import { EVENT_LOG_DEFAULTS } from '../../../tenant/event-log-config.js';
import type { EventLogConfig } from '../../../tenant/event-log-config.js';
import type { FieldReader } from '../field-reader.js';

const MOST_TAGS = 20;
const LABEL = { max: 64, isValid: (text: string): boolean => !/\p{Cc}/u.test(text), expected: 'no control characters' };
const KEY = { max: 64 };

/** Switches that this server has no counterpart for; off is what it does anyway. */
const WITHOUT_COUNTERPART: Readonly<Record<string, string>> = {
  include_user_pii: 'Personal data of security events stays masked',
  include_trace_context: 'Log lines of security events carry no trace context',
  tracing_enabled: 'Security events are not traced',
  debug_logging: 'The level of the log is a setting of the server',
};

/**
 * `security_event_log_config` of other servers, but for `persistence_enabled`; undefined when there is none. What is missing has its default,
 * as the block itself is what switches the log on.
 */
export function readEventLog(block: FieldReader | undefined): EventLogConfig | undefined {
  if (!block) return undefined;
  const defaults = EVENT_LOG_DEFAULTS;
  const stage = block.text('stage', LABEL);
  const serviceName = block.text('service_name', LABEL);
  const include = (name: string, fallback: boolean): boolean => block.flag(`include_${name}`) ?? fallback;
  const detail = [block.flag('include_event_detail'), block.flag('include_detail')];
  const config: EventLogConfig = {
    format: block.oneOf('format', ['structured_json', 'simple', 'disabled']) ?? defaults.format,
    ...(stage === undefined ? {} : { stage }),
    ...(serviceName === undefined ? {} : { serviceName }),
    includeUserId: include('user_id', defaults.includeUserId),
    includeUserName: include('user_name', defaults.includeUserName),
    includeExternalUserId: include('user_ex_sub', defaults.includeExternalUserId),
    includeClientId: include('client_id', defaults.includeClientId),
    includeIpAddress: include('ip_address', defaults.includeIpAddress),
    includeUserAgent: include('user_agent', defaults.includeUserAgent),
    includeDetail: detail.includes(true),
    detailScrubKeys: block.texts('detail_scrub_keys', KEY) ?? defaults.detailScrubKeys,
    includeUserDetail: include('user_detail', defaults.includeUserDetail),
    customTags: readTags(block),
  };
  warnOfMissing(block);
  return config;
}

function readTags(block: FieldReader): Readonly<Record<string, string>> {
  const free = block.free('custom_tags');
  if (!free) return {};
  const [names, tags] = [Object.keys(free), block.block('custom_tags')];
  if (names.length > MOST_TAGS)
    block.add('custom_tags', 'out of range', `at most ${MOST_TAGS} tags`, String(names.length));
  const read = names.slice(0, MOST_TAGS).map((name) => [name, tags?.text(name)] as const);
  return Object.fromEntries(read.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function warnOfMissing(block: FieldReader): void {
  for (const [name, message] of Object.entries(WITHOUT_COUNTERPART)) {
    if (block.flag(name) === true) block.warn(name, 'no_effect', message);
  }
  if ((block.texts('allowed_user_pii_keys', KEY) ?? []).length > 0)
    block.warn('allowed_user_pii_keys', 'no_effect', WITHOUT_COUNTERPART['include_user_pii'] ?? '');
}
