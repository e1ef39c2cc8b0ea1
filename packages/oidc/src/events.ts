import type { SecurityEventDetail, SecurityEventType } from '@tessera/core';

/** The security events that begin in the protocol layer, specification 6.1. */
export type ProtocolEventType = Extract<
  SecurityEventType,
  | 'issue_token_success'
  | 'issue_token_failure'
  | 'refresh_token_reuse_detected'
  | 'authorization_code_reuse_detected'
  | 'revoke_token'
  | 'oauth_authorize_with_session'
  | 'oauth_authorize_with_session_failure'
  | 'authorize_failure'
  | 'session_start'
  | 'session_step_up'
  | 'session_end'
>;

/** Something to be recorded as a security event; holds no token, code, secret or cookie. */
export interface ProtocolEvent {
  readonly type: ProtocolEventType;
  readonly tenantId: string;
  readonly clientId?: string;
  readonly sub?: string;
  readonly transactionId?: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  readonly detail: SecurityEventDetail;
}
