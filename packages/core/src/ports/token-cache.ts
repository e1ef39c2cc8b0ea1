import type { Instant } from './clock.js';

/** Access tokens for outbound calls. A miss is never an error. */
export interface TokenCache {
  /** Undefined when absent or expired. */
  find(key: string): Promise<string | undefined>;
  /** Keeps the token, encrypted where it leaves the process, until `expiresAt`. */
  store(key: string, token: string, expiresAt: Instant): Promise<void>;
  /** Drops the entry if it still holds `token`. */
  drop(key: string, token: string): Promise<void>;
}
