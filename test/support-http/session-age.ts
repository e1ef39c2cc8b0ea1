import type { JsonObject, JsonValue } from '@tessera/core';
import { GUIDE } from '@tessera/server';
import type { OpenServer } from './open-server.js';

/** Lets the factors of all sessions of a user have been proved `seconds` earlier than they were: nobody has to wait. */
export async function makeOlder({ server }: OpenServer, sub: string, seconds: number): Promise<void> {
  const { protocol } = server.adapters.storage.stores;
  for (const session of await protocol.listByAccount(GUIDE.tenantId, 'Session', sub, Date.now())) {
    const { factors, loginTs, startedAt } = session.payload;
    const older = (factors as readonly JsonObject[]).map((factor): JsonValue => ({
      ...factor,
      at: Number(factor['at']) - seconds * 1000,
    }));
    const payload = {
      ...session.payload,
      factors: older,
      loginTs: Number(loginTs) - seconds,
      startedAt: Number(startedAt) - seconds * 1000,
    };
    await protocol.upsert({ ...session, payload });
  }
}
