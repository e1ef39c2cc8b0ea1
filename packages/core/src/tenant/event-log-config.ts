/** How a tenant's security events are written to the server's log, besides being stored. */
export interface EventLogConfig {
  /** `structured_json`: each value a field of its own; `simple`: one text; `disabled`: nothing is written. */
  readonly format: 'structured_json' | 'simple' | 'disabled';
  /** A label in each line. */
  readonly stage?: string;
  /** A label in each line. */
  readonly serviceName?: string;
  readonly includeUserId: boolean;
  /** Masked, as in the stored event. */
  readonly includeUserName: boolean;
  /** The user's id at an external service. */
  readonly includeExternalUserId: boolean;
  readonly includeClientId: boolean;
  readonly includeIpAddress: boolean;
  readonly includeUserAgent: boolean;
  /** The event's `detail`, without {@link detailScrubKeys}. */
  readonly includeDetail: boolean;
  readonly detailScrubKeys: readonly string[];
  /** Status of the user. */
  readonly includeUserDetail: boolean;
  /** Go into each line as they are. */
  readonly customTags: Readonly<Record<string, string>>;
}

/** For whatever a `security_event_log_config` does not say. */
export const EVENT_LOG_DEFAULTS: EventLogConfig = {
  format: 'structured_json',
  includeUserId: true,
  includeUserName: true,
  includeExternalUserId: true,
  includeClientId: true,
  includeIpAddress: true,
  includeUserAgent: true,
  includeDetail: false,
  detailScrubKeys: [],
  includeUserDetail: false,
  customTags: {},
};
