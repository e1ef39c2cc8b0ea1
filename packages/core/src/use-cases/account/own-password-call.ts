import type { EngineDependencies } from '../../engine/dependencies.js';
import { errorOf, refusal } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { eventOrigin, wantsEvents } from '../../event/event-delivery.js';
import { createSecurityEvent } from '../../event/event-factory.js';
import type { SecurityEventType } from '../../event/security-event.js';
import { passwordProblems } from '../../interaction/registration/password-policy.js';
import type { OwnToken } from '../../ports/own-token.js';
import type { Tenant } from '../../tenant/tenant.js';
import type { User } from '../../user/user.js';

/** A user who sets a new password for itself. */
export interface OwnPasswordCall {
  readonly tenant: Tenant;
  readonly token: OwnToken;
  readonly newPassword: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

/** Done; there is nothing to tell. */
export const PASSWORD_SET: Answer = { status: 204, body: {} };
/** The user was removed, or lost its status, after the token had been verified. */
export const TOKEN_ENDED: Answer = refusal(401, 'invalid_token', 'The access token is invalid or expired');

/** The refusal of a password that does not meet the tenant's policy. */
export function weakPassword({ tenant, newPassword }: OwnPasswordCall): Answer | undefined {
  const problems = passwordProblems(newPassword, tenant.passwordPolicy);
  if (problems.length === 0) return undefined;
  return refusal(400, 'invalid_request', 'Password does not meet the password policy', { error_messages: problems });
}

/** Puts on record what became of a call. */
export async function recordOwnPassword(
  dependencies: EngineDependencies,
  { tenant, token, ipAddress, userAgent }: OwnPasswordCall,
  event: {
    readonly type: Extract<SecurityEventType, `password_change_${string}` | `password_reset_${string}`>;
    readonly user: User | undefined;
    /** Of a refusal. */
    readonly refused?: { readonly answer: Answer; readonly reason: string };
  },
): Promise<void> {
  if (!wantsEvents(tenant)) return;
  const { type, user, refused } = event;
  const detail = refused
    ? { reason: refused.reason, status: refused.answer.status, error: errorOf(refused.answer) }
    : {};
  const context = { ...eventOrigin(tenant), client: { id: token.clientId }, ipAddress, userAgent };
  const { events, clock } = dependencies;
  await events.append([createSecurityEvent({ type, user, detail }, context, clock.now(), dependencies)]);
}
