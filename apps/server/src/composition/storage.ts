import type { ChangeNotices, Clock, Digests, SecretBox } from '@tessera/core';
import { NodeDigests } from '@tessera/crypto';
import { createSqlStores, migrate } from '@tessera/sql';
import type { Database, SqlStores } from '@tessera/sql';
import type { ServerSettings } from '../settings/server-settings.js';
import { openDatabase } from './open-stores.js';

export interface Storage {
  readonly database: Database;
  readonly stores: SqlStores;
}

export interface StorageDependencies {
  readonly settings: ServerSettings;
  readonly secretBox: SecretBox;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly notices: ChangeNotices;
}

/**
 * Opens and migrates the durable storage: PostgreSQL when a URL is set, else the embedded SQLite in the data folder.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`
 */
export async function openStorage({
  settings,
  secretBox,
  digests,
  clock,
  notices,
}: StorageDependencies): Promise<Storage> {
  const database = openDatabase(settings);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  // A key of its own: the others rotate, and a user must still be found.
  const index = new NodeDigests([settings.keys.index]);
  const stores = createSqlStores(database, {
    secretBox,
    digests,
    clock,
    notices,
    blindIndex: (text) => index.keyedHash(text),
  });
  return { database, stores };
}
