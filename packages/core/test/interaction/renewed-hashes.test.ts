import { TestEngine } from '../support/engine.js';

const GRANT = { username: 'imported@example.com', password: 'Test1234!', scopes: ['openid'] };
const POLICY = {
  description: 'password',
  priority: 1,
  conditions: {},
  available_methods: ['password'],
  success_conditions: {
    any_of: [[{ path: '$.password-authentication.success_count', type: 'integer', operation: 'gte', value: 1 }]],
  },
};

describe('a hash of the past', () => {
  let engine: TestEngine;
  let sub: string;
  beforeEach(async () => {
    engine = await TestEngine.create();
    await engine.policy(POLICY);
    ({ sub } = await engine.user({
      preferredUsername: GRANT.username,
      email: GRANT.username,
      passwordHash: 'old:Test1234!',
    }));
  });

  const storedHash = async (): Promise<string | undefined> => (await engine.stored(sub))?.passwordHash;
  const grant = (password = GRANT.password) =>
    engine.tessera.verifyPasswordGrant.execute({
      tenant: engine.tenant,
      client: engine.client,
      ...GRANT,
      password,
    });

  it('is replaced when its user signs in, and the same password still fits', async () => {
    expect((await (await engine.start()).password(GRANT.username)).status).toBe(200);
    expect(await storedHash()).toBe(await engine.hasher.hash('Test1234!'));
    expect((await (await engine.start()).password(GRANT.username)).status).toBe(200);
  });

  it('is replaced by the password grant too', async () => {
    expect(await grant()).toMatchObject({ kind: 'accepted' });
    expect(await storedHash()).toBe(await engine.hasher.hash('Test1234!'));
  });

  it('stays after a wrong password', async () => {
    expect((await (await engine.start()).password(GRANT.username, 'wrong')).status).toBe(400);
    expect(await grant('wrong')).toMatchObject({ kind: 'refused' });
    expect(await storedHash()).toBe('old:Test1234!');
  });

  it('stays when its user is not active', async () => {
    await engine.users.patch(engine.tenant.id, sub, { status: 'DISABLED' });
    expect((await (await engine.start()).password(GRANT.username)).status).toBe(403);
    expect(await storedHash()).toBe('old:Test1234!');
  });

  it('does not undo a password that was changed while the old one was being checked', async () => {
    const { hash } = engine.hasher;
    engine.hasher.hash = async (password) => {
      await engine.users.patch(engine.tenant.id, sub, { passwordHash: 'test:changed' });
      return hash.call(engine.hasher, password);
    };
    expect((await (await engine.start()).password(GRANT.username)).status).toBe(200);
    expect(await storedHash()).toBe('test:changed');
  });

  it('refuses nobody when it cannot be replaced', async () => {
    engine.hasher.isOverloadedForHashes = true;
    expect((await (await engine.start()).password(GRANT.username)).status).toBe(200);
    expect(await grant()).toMatchObject({ kind: 'accepted' });
    expect(await storedHash()).toBe('old:Test1234!');
    engine.hasher.isOverloadedForHashes = false;
    engine.users.replacePasswordHash = async () => Promise.reject(new Error('the store is gone'));
    expect(await grant()).toMatchObject({ kind: 'accepted' });
    expect(await storedHash()).toBe('old:Test1234!');
  });
});
