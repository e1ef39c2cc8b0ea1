import type { SecurityEventLog } from '@tessera/core';
import type { Logger } from 'pino';

/** Security events in the server's log, for tenants whose `security_event_log_config` asks for it. */
export function eventLog(log: Logger): SecurityEventLog {
  return {
    write: ({ fields, message }) => log.info(fields, message),
  };
}
