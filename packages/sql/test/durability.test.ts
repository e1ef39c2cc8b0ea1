import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { migrate, openSqlite } from '@tessera/sql';
import { migrationsFor } from '../src/migrations/migrations.js';
import { startChild } from './support/child.js';
import { createTestFile, type TestFile } from './support/sqlite.js';
import { createTestStores } from './support/stores.js';

const PATIENCE_MILLISECONDS = 60_000;
const STEPS = Object.keys(migrationsFor('sqlite')).length;

describe('a SQLite file shared by processes', () => {
  let file: TestFile;
  beforeEach(async () => {
    file = await createTestFile();
  });
  afterEach(() => file.remove());

  it(
    'keeps everything that was acknowledged when the writer is killed',
    async () => {
      const tenantId = randomUUID();
      const database = openSqlite({ path: file.path });
      await migrate(database);
      const child = startChild('child-appends.ts', file.path, tenantId);
      const acknowledged: string[] = [];
      for await (const line of child.lines) {
        // Killed in the middle of its work; lines that were on the way still count.
        if (acknowledged.push(line) === 150) child.process.kill('SIGKILL');
      }
      expect(await child.ended).toBe('SIGKILL');

      expect(acknowledged.length).toBeGreaterThanOrEqual(150);
      const { events } = createTestStores(database);
      for (const line of acknowledged) {
        const [eventId = '', sub = ''] = line.split(' ');
        expect(await events.find(tenantId, eventId)).toBeDefined();
        expect(await isStored(database, tenantId, sub)).toBe(true);
      }
      await database.close();
    },
    PATIENCE_MILLISECONDS,
  );

  it(
    'is migrated once when several processes start at the same time',
    async () => {
      const children = Array.from({ length: 4 }, () => startChild('child-migrates.ts', file.path));
      await Promise.all(children.map((child) => once(child.lines, 'line')));
      const answers = children.map(async (child) => {
        const answer = once(child.lines, 'line');
        child.process.stdin.write('go\n');
        return Number((await answer)[0]);
      });
      expect((await Promise.all(answers)).sort()).toEqual([0, 0, 0, STEPS]);
      expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0]);
    },
    PATIENCE_MILLISECONDS,
  );
});

/** Looked up by the row: the profile is sealed under the key of the process that died. */
async function isStored(database: ReturnType<typeof openSqlite>, tenantId: string, sub: string): Promise<boolean> {
  const row = await database.kysely
    .selectFrom('users')
    .select('sub')
    .where('tenant_id', '=', tenantId)
    .where('sub', '=', sub)
    .executeTakeFirst();
  return row !== undefined;
}
