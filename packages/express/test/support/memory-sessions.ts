import type { SessionStore, SsoSession } from '@tessera/core';

/** Sessions that a test puts in and that management ends. */
export function memorySessions(): SessionStore & { readonly living: Map<string, SsoSession> } {
  const living = new Map<string, SsoSession>();
  const ofUser = (sub: string): SsoSession[] => [...living.values()].filter((session) => session.sub === sub);
  return {
    living,
    find: async (_tenantId, sessionId) => living.get(sessionId),
    listByUser: async (_tenantId, sub) => ofUser(sub),
    end: async (_tenantId, sessionId) => living.delete(sessionId),
    async endAll(_tenantId, sub) {
      const ended = ofUser(sub);
      for (const { id } of ended) living.delete(id);
      return ended.length;
    },
    async endOthers({ sub }, kept) {
      const others = ofUser(sub).filter(({ id }) => id !== kept.sessionId);
      for (const { id } of others) living.delete(id);
      return others.length;
    },
  };
}
