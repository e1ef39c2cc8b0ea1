import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aClient, aSecurityEvent, aUser } from '@tessera/testkit';
import { openTestSqlite } from './support/sqlite.js';
import { createTestStores, NOW } from './support/stores.js';

const TENANT = 'b9a1a4de-6d0f-4a52-9b57-0d4f6d8e7d11';

describe('data at rest', () => {
  it('holds no number, address, name, secret, key or token in clear, neither in the file nor in its log', async () => {
    const { database, path, dispose } = await openTestSqlite();
    const { users, directory, protocol, signingKeys, events } = createTestStores(database);
    const user = aUser({ tenantId: TENANT, phoneNumber: '+819011112222', email: 'Hanako.Yamada@mail.example' });
    await users.insert({
      ...user,
      claims: { family_name: 'Yamamoto' },
      providerId: 'ldap',
      externalUserId: 'EMP-0042',
    });
    await users.patch(TENANT, user.sub, { phoneNumber: '+819033334444', email: 'after@mail.example' });
    await directory.insertClient(aClient({ tenantId: TENANT, clientSecret: 'the-client-secret' }));
    const jwk = { kty: 'EC', crv: 'P-256', d: 'the-private-part' };
    await signingKeys.addIfNone({ tenantId: TENANT, kid: 'kid-1', alg: 'ES256', jwk, createdAt: NOW });
    const payload = { claims: { phone_number: '+819055556666' }, nonce: 'the-nonce' };
    const artifact = { tenantId: TENANT, kind: 'Session', id: 'a-hash', uid: 'the-uid', grantId: 'the-grant', payload };
    await protocol.upsert(artifact);

    await events.append([aSecurityEvent({ tenant: { id: TENANT, name: 'Example' } })]);

    const bytes = (await Promise.all((await filesBeside(path)).map((file) => readFile(file)))).map(String).join('\n');
    expect(bytes).toContain(user.sub);
    const secrets = ['819011112222', '819033334444', '819055556666', '@mail.example', 'yamada', 'yamamoto', 'EMP-0042']
      .concat([
        '@example.com',
        '$argon2id',
        'the-client-secret',
        'the-private-part',
        'the-nonce',
        'the-uid',
        'the-grant',
      ])
      .filter((secret) => bytes.toLowerCase().includes(secret.toLowerCase()));
    expect(secrets).toEqual([]);
    await dispose();
  });

  it('can be read by its owner only', async () => {
    const { database, path, dispose } = await openTestSqlite();
    await createTestStores(database).events.append([aSecurityEvent({ tenant: { id: TENANT, name: 'Example' } })]);
    for (const file of await filesBeside(path)) expect((await stat(file)).mode & 0o077).toBe(0);
    await dispose();
  });

  it('refuses a profile that was moved to another user', async () => {
    const { database, dispose } = await openTestSqlite();
    const { users } = createTestStores(database);
    const [mallory, alice] = [aUser({ tenantId: TENANT }), aUser({ tenantId: TENANT })];
    await users.insert(mallory);
    await users.insert(alice);
    const stolen = database.kysely.selectFrom('users').select('sealed_profile').where('sub', '=', alice.sub);
    await database.kysely.updateTable('users').set({ sealed_profile: stolen }).where('sub', '=', mallory.sub).execute();
    await expect(users.findById(TENANT, mallory.sub)).rejects.toMatchObject({ code: 'ERR_INVARIANT' });
    await dispose();
  });
});

/** The database and its log. */
async function filesBeside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  expect(names).toContain('tessera.db-wal');
  return names.map((name) => join(dirname(path), name));
}
