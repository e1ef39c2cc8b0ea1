import type { ChangeNotices, Clock, Digests, SecretBox } from '@tessera/core';
import type { Database } from '../database/database.js';

/** What the stores of one database share. */
export interface StoreContext {
  readonly database: Database;
  /** Encrypts what may not lie in the database in clear. */
  readonly secretBox: SecretBox;
  /** SHA-256 for identifiers that are secret enough by themselves. */
  readonly digests: Pick<Digests, 'sha256Hex'>;
  /** Keyed hash of names and addresses. Its key must stay: users are found and kept apart by these hashes. */
  readonly blindIndex: (text: string) => string;
  readonly clock: Clock;
  /** Told after the commit. When it fails the caller sees that failure, but what was written stays. */
  readonly notices: Pick<ChangeNotices, 'publish'>;
}
