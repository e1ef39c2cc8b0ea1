import type { JsonObject } from '../../../json/json.js';
import type { EventLogConfig } from '../../../tenant/event-log-config.js';
import type { CorsConfig, SessionConfig, Tenant } from '../../../tenant/tenant.js';

/** `session_config` as it is read. */
export function sessionDocument(session: SessionConfig): JsonObject {
  return {
    cookie_same_site: session.cookieSameSite,
    idle_timeout_seconds: session.idleTimeoutSeconds,
    max_lifetime_seconds: session.maxLifetimeSeconds,
    ...given('cookie_name', session.cookieName),
    ...given('use_secure_cookie', session.useSecureCookie),
    ...given('switch_policy', session.switchPolicy),
  };
}

/** Blocks that are there only when the tenant brought them: `cors_config` and `security_event_log_config`. */
export function broughtBlocks({ cors, eventLog }: Pick<Tenant, 'cors' | 'eventLog'>): JsonObject {
  return {
    ...(cors && { cors_config: corsDocument(cors) }),
    ...(eventLog && { security_event_log_config: eventLogDocument(eventLog) }),
  };
}

function corsDocument(cors: CorsConfig): JsonObject {
  return {
    ...given('allow_headers', cors.allowHeaders),
    ...given('allow_methods', cors.allowMethods),
    ...given('allow_credentials', cors.allowCredentials),
    ...given('max_age', cors.maxAgeSeconds),
  };
}

function eventLogDocument(config: EventLogConfig): JsonObject {
  return {
    format: config.format,
    ...given('stage', config.stage),
    ...given('service_name', config.serviceName),
    include_user_id: config.includeUserId,
    include_user_name: config.includeUserName,
    include_user_ex_sub: config.includeExternalUserId,
    include_client_id: config.includeClientId,
    include_ip_address: config.includeIpAddress,
    include_user_agent: config.includeUserAgent,
    include_event_detail: config.includeDetail,
    detail_scrub_keys: config.detailScrubKeys,
    include_user_detail: config.includeUserDetail,
    custom_tags: config.customTags,
  };
}

function given(name: string, value: JsonObject[string] | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
