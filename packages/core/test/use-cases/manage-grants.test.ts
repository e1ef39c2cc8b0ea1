import type { GrantStore, TokenGrant, User } from '@tessera/core';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';

/** Grants that a test puts in; those of one tenant. */
class TestGrants implements GrantStore {
  readonly living = new Map<string, TokenGrant>();

  async find(_tenantId: string, grantId: string): Promise<TokenGrant | undefined> {
    return this.living.get(grantId);
  }

  async listByUser(_tenantId: string, sub: string): Promise<readonly TokenGrant[]> {
    return [...this.living.values()].filter((grant) => grant.sub === sub);
  }

  async revoke(_tenantId: string, grantId: string): Promise<boolean> {
    return this.living.delete(grantId);
  }
}

let grants: TestGrants;
let engine: TestEngine;
let alice: User;

beforeEach(async () => {
  grants = new TestGrants();
  engine = await TestEngine.create({ grants });
  alice = await engine.user({ preferredUsername: 'alice@example.com' });
});

const put = (id: string, clientId = 'web-app', sub = alice.sub): void => {
  grants.living.set(id, { id, sub, clientId, scopes: ['openid', 'profile'], createdAt: START_OF_TIME });
};

const events = async () => (await engine.eventStore.query(engine.tenant.id, { limit: 100, offset: 0 })).list;

describe('grants under management', () => {
  it('are listed by user, and by client on top of that', async () => {
    put('one');
    put('two', 'other-app');
    put('three', 'web-app', 'somebody else');
    const list = async (clientId?: string): Promise<readonly string[]> =>
      (await engine.tessera.grants.list(engine.tenant.id, alice.sub, clientId)).map(({ id }) => id);
    expect(await list()).toEqual(['one', 'two']);
    expect(await list('other-app')).toEqual(['two']);
    expect(await list('no-app')).toEqual([]);
  });

  it('are revoked once, with an event that says whose they were', async () => {
    put('one');
    const revoke = (): Promise<void> => engine.tessera.grants.revoke(engine.tenant.id, 'one');
    const answers = await Promise.allSettled([revoke(), revoke()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(revoke()).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    await expect(engine.tessera.grants.get(engine.tenant.id, 'one')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    expect(await events()).toMatchObject([
      {
        type: 'revoke_token',
        user: { sub: alice.sub },
        client: { id: 'web-app' },
        detail: { reason: 'grant_deleted', scope: 'openid profile' },
      },
    ]);
  });

  it('leave no event where the tenant keeps none', async () => {
    engine = await TestEngine.create({ grants, tenant: { eventPersistenceEnabled: false } });
    put('one');
    await engine.tessera.grants.revoke(engine.tenant.id, 'one');
    expect(await events()).toEqual([]);
  });

  it('do not exist for a host that says nothing of them', async () => {
    engine = await TestEngine.create();
    expect(await engine.tessera.grants.list(engine.tenant.id, alice.sub)).toEqual([]);
    await expect(engine.tessera.grants.revoke(engine.tenant.id, 'one')).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    });
  });
});
