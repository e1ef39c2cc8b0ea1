import type { JsonValue } from '../json/json.js';
import type { Instant } from '../ports/clock.js';
import type { EventDelivery } from './event-delivery.js';

/** Every security event there is, specification 6.1. */
export const SECURITY_EVENT_TYPES = [
  'authorization_started',
  'user_initial_registration_success',
  'user_initial_registration_failure',
  'user_initial_registration_conflict',
  'password_success',
  'password_failure',
  'sms_verification_challenge_success',
  'sms_verification_challenge_failure',
  'sms_verification_challenge_blocked',
  'sms_verification_success',
  'sms_verification_failure',
  'sms_pumping_suspected',
  'email_verification_request_success',
  'email_verification_request_failure',
  'email_verification_request_blocked',
  'email_verification_success',
  'email_verification_failure',
  'one_time_code_account_blocked',
  'user_status_inactive',
  'user_lock',
  'user_unlock',
  'authentication_cancel_success',
  'auth_session_mismatch',
  'oauth_authorize',
  'authorize_failure',
  'user_signup',
  'oauth_authorize_with_session',
  'oauth_authorize_with_session_failure',
  'oauth_deny',
  'issue_token_success',
  'issue_token_failure',
  'refresh_token_reuse_detected',
  'authorization_code_reuse_detected',
  'revoke_token',
  'session_start',
  'session_step_up',
  'session_end',
  'password_change_success',
  'password_change_failure',
  'password_reset_success',
  'password_reset_failure',
] as const;

export type SecurityEventType = (typeof SECURITY_EVENT_TYPES)[number];

/** What an event may say in `detail`, specification 6.2. */
export interface SecurityEventDetail {
  readonly reason?: string;
  readonly status?: number;
  readonly error?: string;
  readonly attempts_remaining?: number;
  readonly retry_after?: number;
  readonly mode?: 'internal' | 'external';
  readonly template?: string;
  readonly provider_status?: number;
  readonly provider_code?: string;
  /** Masked. */
  readonly destination?: string;
  readonly destination_hash?: string;
  /** Of `sms_pumping_suspected`: an ISO region, or a calling code. */
  readonly country?: string;
  readonly policy?: string;
  readonly policy_fallback?: boolean;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly scope?: string;
  readonly grant_type?: string;
  readonly policy_path?: string;
}

/** Something that happened and that an auditor will ask for. Holds no code, password, token, full number or full address. */
export interface SecurityEvent {
  readonly id: string;
  readonly type: SecurityEventType;
  readonly createdAt: Instant;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly client?: { readonly id: string; readonly name?: string };
  readonly user?: {
    readonly sub: string;
    /** Masked. */
    readonly preferredUsername?: string;
    readonly status?: string;
  };
  /** `Digests.keyedHash` of the lower-cased user name; for the search, never shown. */
  readonly userNameHash?: string;
  readonly transactionId?: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  readonly detail: SecurityEventDetail & Readonly<Record<string, JsonValue | undefined>>;
  /** Absent: into the store, as it is for nearly all tenants. Not part of the event that is stored; see `LoggedSecurityEvents`. */
  readonly delivery?: EventDelivery;
}
