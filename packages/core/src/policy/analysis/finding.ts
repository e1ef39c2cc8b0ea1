/** What an analysis of a policy document can find. */
export type FindingCode =
  /** A group of conditions that no login can fulfil. */
  | 'group_never_holds'
  /** A group that only factors of an SSO session, proved under another policy, can fulfil. */
  | 'group_needs_session'
  | 'policy_never_succeeds'
  | 'policy_never_selected'
  /** A method is named that has no enabled configuration. */
  | 'method_without_configuration'
  | 'step_never_opens'
  | 'step_needs_session'
  | 'acr_never_reached'
  | 'acr_needs_session'
  /** A value selects the policy, but no rule of it says when the value is reached. */
  | 'acr_without_rule'
  | 'scope_never_granted'
  | 'scope_needs_session';

/** Something in a valid policy document that cannot work as it was probably meant. */
export interface PolicyFinding {
  readonly code: FindingCode;
  /** JSON pointer (RFC 6901) into the policy document. */
  readonly pointer: string;
  readonly message: string;
}
