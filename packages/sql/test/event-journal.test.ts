import { randomUUID } from 'node:crypto';
import Libsql from 'libsql';
import { aSecurityEvent, aUser } from '@tessera/testkit';
import { backupSqlite, migrate, openSqlite } from '@tessera/sql';
import type { Database, SqlStores } from '@tessera/sql';
import { createTestFile, type TestFile } from './support/sqlite.js';
import { createTestStores } from './support/stores.js';

describe('events in a SQLite file, which go through a journal', () => {
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

  it('does not wait for a transaction of the first connection', async () => {
    const event = anEvent();
    await database.transact(() => stores.events.append([event]));
    expect(await stores.events.find(tenantId, event.id)).toEqual(event);
  });

  it('waits for a journal that somebody has to himself for a moment', async () => {
    const other = new Libsql(`${file.path}-events`);
    other.exec('pragma locking_mode = exclusive');
    other.exec('delete from event_journal');
    const settled = database.settleEvents();
    for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    other.close();
    await expect(settled).resolves.toBeUndefined();
  });

  it('keeps the logs short while events keep coming: between two slices, not when there are no more', async () => {
    await database.close();
    const seen: string[] = [];
    database = openSqlite({ path: file.path, onStatement: (text) => seen.push(text) });
    await database.journalEvents(Array.from({ length: 9 * 512 }, anEvent));
    await database.settleEvents();
    const steps = { insert: 'insert into main.', delete: 'delete from journal.', checkpoint: 'pragma wal_checkpoint' };
    const order = seen.flatMap((text) =>
      Object.entries(steps).flatMap(([step, start]) => (text.startsWith(start) ? [step] : [])),
    );
    const insert = 'insert';
    const slices = [insert, insert, insert, insert, 'delete', 'checkpoint'];
    expect(order).toEqual([...slices, ...slices, insert, 'delete']);
    const { totalCount } = await createTestStores(database).events.query(tenantId, { limit: 1, offset: 0 });
    expect(totalCount).toBe(9 * 512);
  });

  it('moves events into their table without being asked', async () => {
    await database.close();
    const moved = new Promise<void>((resolve) => {
      const onStatement = (text: string): void => {
        if (text.startsWith('delete from journal.')) resolve();
      };
      database = openSqlite({ path: file.path, onStatement });
    });
    await createTestStores(database).events.append([anEvent()]);
    await moved;
    expect(await database.kysely.selectFrom('security_events').select('id').execute()).toHaveLength(1);
  });

  it('moves what it still has when it is closed', async () => {
    const event = anEvent();
    await stores.events.append([event]);
    await database.close();
    database = openSqlite({ path: file.path });
    const rows = await database.kysely.selectFrom('security_events').select('id').execute();
    expect(rows).toEqual([{ id: event.id }]);
  });

  it('shows one process what another has appended', async () => {
    const other = openSqlite({ path: file.path });
    const event = anEvent();
    await createTestStores(other).events.append([event]);
    expect(await stores.events.find(tenantId, event.id)).toEqual(event);
    await other.close();
  });

  it('keeps the order of many events, and none of them twice while others are appended', async () => {
    const createdAt = 1_700_000_000_000;
    const events = Array.from({ length: 1000 }, () => ({ ...anEvent(), createdAt }));
    const search = (): Promise<unknown> => stores.events.query(tenantId, { limit: 1, offset: 0 });
    await Promise.all([
      stores.events.append(events),
      search(),
      ...Array.from({ length: 20 }, async () => {
        await stores.events.append([{ ...anEvent(), createdAt: createdAt + 1 }]);
        await search();
      }),
    ]);
    const { list, totalCount } = await stores.events.query(tenantId, { limit: 2000, offset: 20 });
    expect(totalCount).toBe(1020);
    expect(list.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
  });

  it('is copied with the database', async () => {
    const event = anEvent();
    await stores.events.append([event]);
    const path = `${file.path}-copy`;
    await backupSqlite(database, path);
    const copy = openSqlite({ path });
    expect(await copy.kysely.selectFrom('security_events').select('id').execute()).toEqual([{ id: event.id }]);
    await copy.close();
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
