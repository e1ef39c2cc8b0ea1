import { randomUUID } from 'node:crypto';
import { aSecurityEvent, aUser } from '@tessera/testkit';
import { migrate, openSqlite } from '@tessera/sql';
import type { Database, SqlStores } from '@tessera/sql';
import { createTestFile, type TestFile } from './support/sqlite.js';
import { createTestStores } from './support/stores.js';

describe('events in a SQLite file, which another thread writes', () => {
  let file: TestFile;
  let database: Database;
  let stores: SqlStores;
  const tenantId = randomUUID();
  const anEvent = (): ReturnType<typeof aSecurityEvent> =>
    aSecurityEvent({ tenant: { id: tenantId, name: "O'Hara ? \\ $& '" } });

  beforeEach(async () => {
    file = await createTestFile();
    database = openSqlite({ path: file.path });
    await migrate(database);
    stores = createTestStores(database);
  });
  afterEach(async () => {
    await database.close();
    await file.remove();
  });

  it('keeps quotes, question marks and characters that a database cannot hold as they are', async () => {
    const event = { ...anEvent(), detail: { reason: "'); drop table users; --", template: 'a\0b\ud800' } };
    await stores.events.append([event]);
    expect(await stores.events.find(tenantId, event.id)).toEqual(event);
    const found = await stores.events.query(tenantId, { reason: "'); drop table users; --", limit: 1, offset: 0 });
    expect(found.totalCount).toBe(1);
  });

  it('stores an event once, however often it is appended', async () => {
    const event = anEvent();
    await Promise.all([stores.events.append([event]), stores.events.append([event, event])]);
    await stores.events.append([event]);
    expect((await stores.events.query(tenantId, { limit: 10, offset: 0 })).totalCount).toBe(1);
  });

  it('waits for a transaction of the first connection without holding it up', async () => {
    const event = anEvent();
    let appended: Promise<void> | undefined;
    await database.transact(async (transaction) => {
      appended = stores.events.append([event]);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const rows = await transaction.selectFrom('security_events').select('id').execute();
      expect(rows).toEqual([]);
    });
    await appended;
    expect(await stores.events.find(tenantId, event.id)).toEqual(event);
  });

  it('takes turns with the writes of the first connection', async () => {
    const users = Array.from({ length: 20 }, (_, index) =>
      aUser({ tenantId, sub: randomUUID(), preferredUsername: `u${index}` }),
    );
    const events = Array.from({ length: 20 }, anEvent);
    const written = await Promise.all([
      ...users.map((user) => stores.users.insert(user)),
      ...events.map(async (event) => stores.events.append([event])),
    ]);
    expect(written.slice(0, 20)).toEqual(users.map(() => true));
    expect((await stores.events.query(tenantId, { limit: 1, offset: 0 })).totalCount).toBe(20);
  });

  it('gives the turn back when a transaction fails', async () => {
    const failing = database.transact(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow();
    await stores.events.append([anEvent()]);
    expect(await stores.users.insert(aUser({ tenantId }))).toBe(true);
  });
});
