import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AesGcmSecretBox, NodeDigests, SystemClock } from '@tessera/crypto';
import { openPostgres, openSqlite } from '@tessera/sql';
import type { Database } from '@tessera/sql';
import type { ServerSettings } from '../settings/server-settings.js';

/** The file of the embedded database. */
export function sqlitePath({ dataDir }: Pick<ServerSettings, 'dataDir'>): string {
  return join(dataDir, 'tessera.sqlite');
}

/** Opens the database of these settings as it is, without bringing its tables up to date. */
export function openDatabase(settings: ServerSettings): Database {
  return settings.databaseUrl === undefined
    ? openSqlite({ path: sqlitePath(settings) })
    : openPostgres({ url: settings.databaseUrl });
}

/** The database and keys for a command that works beside the servers, or without any. */
export interface CommandTools {
  readonly database: Database;
  readonly secretBox: AesGcmSecretBox;
  readonly clock: SystemClock;
  /** The keyed hash by which users are found. */
  readonly blindIndex: (text: string) => string;
}

/** @throws Error when there is no database yet: a command makes none */
export function openCommandTools(settings: ServerSettings): CommandTools {
  const path = sqlitePath(settings);
  if (settings.databaseUrl === undefined && !existsSync(path)) throw new Error(`there is no database at ${path}`);
  const index = new NodeDigests([settings.keys.index]);
  return {
    database: openDatabase(settings),
    secretBox: new AesGcmSecretBox(settings.keys.encryption),
    clock: new SystemClock(),
    blindIndex: (text) => index.keyedHash(text),
  };
}
