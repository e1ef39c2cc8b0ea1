import type { EngineDependencies } from '../engine/dependencies.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { EventDraft } from '../event/event-factory.js';
import { PasswordAttempts } from '../interaction/password/attempt-limit.js';
import { findUserByName } from '../interaction/password/find-user.js';
import { renewHash } from '../interaction/password/renew-hash.js';
import type { Instant } from '../ports/clock.js';
import type { Client, Tenant } from '../tenant/tenant.js';
import { isActiveStatus } from '../user/user.js';
import type { User } from '../user/user.js';
import type { EvaluateSession } from './evaluate-session.js';
import { eventOrigin, wantsEvents } from '../event/event-delivery.js';

/** The password grant (RFC 6749 §4.3) of a client that may use it. */
export interface VerifyPasswordGrantCommand {
  readonly tenant: Tenant;
  readonly client: Client;
  readonly username: string;
  readonly password: string;
  readonly scopes: readonly string[];
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

export type PasswordGrantVerdict =
  | {
      readonly kind: 'accepted';
      readonly sub: string;
      readonly methods: readonly ['password'];
      readonly acr?: string;
      /** Scopes left out, because a password does not reach their level (specification 3.8). */
      readonly withheldScopes: readonly string[];
      readonly authenticatedAt: Instant;
    }
  | { readonly kind: 'refused'; readonly description: string };

/** Checks the password grant with the counters, hashing and timing of the interaction (specification 4.8). */
export class VerifyPasswordGrant {
  private readonly dependencies: EngineDependencies;
  private readonly sessions: EvaluateSession;

  constructor(dependencies: EngineDependencies, sessions: EvaluateSession) {
    this.dependencies = dependencies;
    this.sessions = sessions;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE`, `ERR_OVERLOADED` */
  async execute(command: VerifyPasswordGrantCommand): Promise<PasswordGrantVerdict> {
    const { tenant, client, username, password } = command;
    const { users, passwords, budgets, clock } = this.dependencies;
    const attempts = new PasswordAttempts(this.dependencies, { tenant, username, ipAddress: command.ipAddress });
    if (await attempts.take())
      return this.refuse(command, 'Too many failed attempts. Please try again later.', { reason: 'too_many_attempts' });
    const user = await findUserByName(users, tenant, username);
    const isRight = await passwords
      .verify(password, user?.passwordHash)
      .catch(async (error: unknown): Promise<never> => {
        await attempts.giveBack();
        throw error;
      });
    // An inactive user is told the same as a wrong password: no caller learns from this grant that the password is right.
    if (!isRight || !user || !isActiveStatus(user.status)) {
      return this.refuse(command, 'Invalid username or password', { reason: reasonOf(user, isRight), user });
    }
    await budgets.apply(tenant.id, attempts.onSuccess, clock.now());
    const authenticatedAt = clock.now();
    const verdict = await this.sessions.execute({
      tenant,
      clientId: client.clientId,
      request: { scopes: command.scopes, acrValues: [], prompt: [], uiLocales: [], redirectUri: '' },
      session: { sessionId: '', sub: user.sub, factors: [{ method: 'password', at: authenticatedAt }] },
    });
    if (!verdict.satisfied)
      return this.refuse(command, 'The authentication policy requires more than a password', {
        reason: 'unmet_policy',
        user,
      });
    await renewHash(this.dependencies, user, password);
    await this.record(command, { type: 'password_success', user, detail: { grant_type: 'password' } });
    return {
      kind: 'accepted',
      sub: user.sub,
      methods: ['password'],
      ...(verdict.acr === undefined ? {} : { acr: verdict.acr }),
      withheldScopes: verdict.withheldScopes,
      authenticatedAt,
    };
  }

  private async refuse(
    command: VerifyPasswordGrantCommand,
    description: string,
    { reason, user }: { readonly reason: string; readonly user?: User | undefined },
  ): Promise<PasswordGrantVerdict> {
    const detail = { reason, status: 400, error: 'invalid_grant', grant_type: 'password' };
    await this.record(command, {
      type: reason === 'user_inactive' ? 'user_status_inactive' : 'password_failure',
      user,
      detail,
    });
    return { kind: 'refused', description };
  }

  private async record(
    { tenant, client, ipAddress, userAgent }: VerifyPasswordGrantCommand,
    draft: EventDraft,
  ): Promise<void> {
    if (!wantsEvents(tenant)) return;
    const context = {
      ...eventOrigin(tenant),
      client: { id: client.clientId, ...(client.clientName === undefined ? {} : { name: client.clientName }) },
      ipAddress,
      userAgent,
    };
    await this.dependencies.events.append([
      createSecurityEvent(draft, context, this.dependencies.clock.now(), this.dependencies),
    ]);
  }
}

function reasonOf(user: User | undefined, isRight: boolean): string {
  if (!user) return 'user_not_found';
  return isRight ? 'user_inactive' : 'wrong_password';
}
