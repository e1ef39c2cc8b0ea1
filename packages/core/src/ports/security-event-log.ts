import type { JsonObject } from '../json/json.js';

/** One line of the log. Holds no code, password, token, full number, full address or id of a living transaction. */
export interface SecurityEventLogLine {
  readonly message: string;
  /** Empty for the format `simple`. */
  readonly fields: JsonObject;
}

/** The log of the host, for tenants whose `security_event_log_config` asks for it. */
export interface SecurityEventLog {
  /** Must not throw and is not waited for: the event is stored already. */
  write(line: SecurityEventLogLine): void;
}
