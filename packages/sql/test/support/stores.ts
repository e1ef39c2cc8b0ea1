import type { ChangeNotice, ChangeNotices } from '@tessera/core';
import { createSqlStores, type Database, type SqlStores } from '@tessera/sql';
import { createSecretBox, digests } from './crypto.js';

/** 2025-01-19T10:00:00Z, where the clock of these tests stands. */
export const NOW = 1_737_280_800_000;

/** Hands notices to the listeners of this process. */
export function createNotices(): ChangeNotices {
  const listeners = new Set<(notice: ChangeNotice) => void>();
  return {
    publish: async (notice) => listeners.forEach((listener) => listener(notice)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** All stores of a database, with real encryption and a clock that stands still. */
export function createTestStores(database: Database, notices: ChangeNotices = createNotices()): SqlStores {
  return createSqlStores(database, { secretBox: createSecretBox(), digests, clock: { now: () => NOW }, notices });
}
