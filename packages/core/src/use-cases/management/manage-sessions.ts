import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { createSecurityEvent } from '../../event/event-factory.js';
import type { LoginReference } from '../../ports/own-token.js';
import type { SsoSession } from '../../ports/session-store.js';
import { eventOrigin, wantsEvents } from '../../event/event-delivery.js';

/** SSO sessions for those who administer a tenant (specification 4.5). All methods throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export class ManageSessions {
  private readonly dependencies: EngineDependencies;

  constructor(dependencies: EngineDependencies) {
    this.dependencies = dependencies;
  }

  /** Living sessions of a user, oldest first; none for an unknown user. */
  async list(tenantId: string, sub: string): Promise<readonly SsoSession[]> {
    const { sessions, clock } = this.dependencies;
    return (await sessions?.listByUser(tenantId, sub, clock.now())) ?? [];
  }

  /** @throws TesseraError `ERR_NOT_FOUND` for a session that does not exist or has ended */
  async get(tenantId: string, sessionId: string): Promise<SsoSession> {
    const { sessions, clock } = this.dependencies;
    const session = await sessions?.find(tenantId, sessionId, clock.now());
    if (!session) throw new TesseraError('ERR_NOT_FOUND', 'no such session');
    return session;
  }

  /** Ends one session and revokes what was issued in it. @throws TesseraError `ERR_NOT_FOUND` */
  async end(tenantId: string, sessionId: string): Promise<void> {
    const { sessions, clock } = this.dependencies;
    const { sub } = await this.get(tenantId, sessionId);
    if (!(await sessions?.end(tenantId, sessionId, clock.now())))
      throw new TesseraError('ERR_NOT_FOUND', 'the session has ended meanwhile');
    await this.record(tenantId, sub, 1);
  }

  /**
   * Ends all sessions of a user and revokes every token issued for it: at an operator's wish, and after each change of password or to a
   * status that is not active. Factors carried over from them stop counting at once.
   */
  async endAll(tenantId: string, sub: string): Promise<number> {
    const { sessions, clock } = this.dependencies;
    const ended = (await sessions?.endAll(tenantId, sub, clock.now())) ?? 0;
    await this.record(tenantId, sub, ended);
    return ended;
  }

  /** As {@link endAll}, but for one access token and the session it comes from; without them, everything. */
  async endOthers(tenantId: string, sub: string, kept: LoginReference | undefined): Promise<number> {
    if (!kept) return this.endAll(tenantId, sub);
    const { sessions, clock } = this.dependencies;
    const ended = (await sessions?.endOthers({ tenantId, sub }, kept, clock.now())) ?? 0;
    await this.record(tenantId, sub, ended);
    return ended;
  }

  private async record(tenantId: string, sub: string, count: number): Promise<void> {
    const { directory, users, events, clock } = this.dependencies;
    const tenant = count > 0 ? await directory.findTenant(tenantId) : undefined;
    if (!tenant || !wantsEvents(tenant)) return;
    const user = await users.findById(tenantId, sub);
    const context = eventOrigin(tenant);
    const now = clock.now();
    await events.append(
      Array.from({ length: count }, () =>
        createSecurityEvent({ type: 'session_end', user }, context, now, this.dependencies),
      ),
    );
  }
}
