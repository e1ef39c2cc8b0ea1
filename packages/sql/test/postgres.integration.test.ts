import { createServer, type AddressInfo, type Socket } from 'node:net';
import { findOrStartPostgres } from '@tessera/testkit';
import { migrate, openPostgres } from '@tessera/sql';
import { describeSqlBehaviour } from './support/behaviour.js';
import { runStoreContracts, type TestDatabase } from './support/contracts.js';
import { describeMaintenance } from './support/maintenance.js';
import { dropSchema, freshSchema, openTestPostgres } from './support/postgres.js';
import { describeTenantRemoval } from './support/tenant-removal.js';

const server = await findOrStartPostgres();
if (server.kind === 'missing') process.stderr.write(`skipping the tests on PostgreSQL: ${server.reason}\n`);
const suite = server.kind === 'missing' ? describe.skip : describe;
const url = server.kind === 'missing' ? '' : server.url;

suite('PostgreSQL', () => {
  afterAll(async () => {
    if (server.kind === 'found') await server.stop();
  });

  describe('stores', () => {
    let shared: TestDatabase;
    beforeAll(async () => {
      shared = await openTestPostgres({ url });
    });
    afterAll(() => shared.dispose());

    // Migrating takes longer than most tests: they share the tables and find them empty.
    runStoreContracts(async () => {
      const { kysely } = shared.database;
      const tables = ['organizations', 'tenants', 'clients', 'roles', 'users', 'documents'] as const;
      const more = ['document_versions', 'security_events', 'protocol_artifacts', 'signing_keys'] as const;
      for (const table of [...tables, ...more]) await kysely.deleteFrom(table).execute();
      return { database: shared.database, dispose: async () => undefined };
    });
  });

  describe('behaviour', () => {
    describeSqlBehaviour((options) => openTestPostgres({ ...options, url }));
  });

  describe('maintenance', () => {
    describeMaintenance(() => openTestPostgres({ url }));
    describeTenantRemoval(() => openTestPostgres({ url }));
  });

  it('is migrated once when several nodes start at the same time', async () => {
    const schema = freshSchema();
    const nodes = Array.from({ length: 4 }, () => openPostgres({ url, schema, poolSize: 2 }));
    const steps = await Promise.all(nodes.map(async (node) => (await migrate(node)).length));
    expect(steps.filter((count) => count > 0)).toHaveLength(1);
    await Promise.all(nodes.map((node) => node.close()));
    await dropSchema(url, schema);
  });

  it('replaces connections that the server has ended', async () => {
    const { database, dispose } = await openTestPostgres({ url, poolSize: 3 });
    const { sql } = await import('kysely');
    const self = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.kysely);
    const admin = openPostgres({ url, poolSize: 1 });
    await sql`select pg_terminate_backend(${self.rows[0]?.pid})`.execute(admin.kysely);
    await database.ping().catch(() => undefined);
    await database.ping();
    await admin.close();
    await dispose();
  });
});

describe('a PostgreSQL server out of reach', () => {
  it('is ERR_STORE_UNAVAILABLE at once when nobody listens', async () => {
    const database = openPostgres({ url: 'postgres://postgres@127.0.0.1:1/test' });
    await expect(database.ping()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    await expect(migrate(database)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    await database.close();
  });

  it('is ERR_STORE_UNAVAILABLE after the time limit when it says nothing', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const options = { connectTimeoutMilliseconds: 100, statementTimeoutMilliseconds: 100 };
    const database = openPostgres({ url: `postgres://postgres@127.0.0.1:${String(port)}/test`, ...options });
    await expect(database.ping()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    await database.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });
});
