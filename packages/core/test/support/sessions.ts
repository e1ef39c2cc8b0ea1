import type { LoginReference, PerformedFactor, SessionFactors, SessionStore, SsoSession } from '@tessera/core';
import { START_OF_TIME } from './fakes.js';

/** Sessions that a test makes and ends; counts how often it is asked for one. */
export class TestSessions implements SessionStore {
  readonly living = new Map<string, SsoSession>();
  finds = 0;

  /** Signs a user in; answers what a login begins with. */
  open(sub: string, factors: readonly PerformedFactor[], id = `session-${this.living.size + 1}`): SessionFactors {
    const authenticatedAt = Math.max(...factors.map(({ at }) => at));
    const amr = factors.map(({ method }) => method);
    this.living.set(id, { id, sub, factors, amr, authenticatedAt, startedAt: START_OF_TIME, clientIds: ['web-app'] });
    return { sessionId: id, sub, factors };
  }

  async find(_tenantId: string, sessionId: string): Promise<SsoSession | undefined> {
    this.finds += 1;
    return this.living.get(sessionId);
  }

  async listByUser(_tenantId: string, sub: string): Promise<readonly SsoSession[]> {
    return [...this.living.values()].filter((session) => session.sub === sub);
  }

  async end(_tenantId: string, sessionId: string): Promise<boolean> {
    return this.living.delete(sessionId);
  }

  async endAll(tenantId: string, sub: string): Promise<number> {
    const own = await this.listByUser(tenantId, sub);
    for (const { id } of own) this.living.delete(id);
    return own.length;
  }

  /** What the last call of {@link endOthers} was to keep. */
  kept: LoginReference | undefined;

  async endOthers({ tenantId, sub }: { tenantId: string; sub: string }, kept: LoginReference): Promise<number> {
    this.kept = kept;
    const others = (await this.listByUser(tenantId, sub)).filter(({ id }) => id !== kept.sessionId);
    for (const { id } of others) this.living.delete(id);
    return others.length;
  }
}
