import { CachedUsers } from '@tessera/core';
import type { User } from '@tessera/core';
import { LocalChangeNotices } from '@tessera/memory';
import { aUser } from '@tessera/testkit';
import { TestClock } from '../support/fakes.js';

describe('cached users', () => {
  let reads: number;
  let stored: Map<string, User>;
  let notices: LocalChangeNotices;
  let clock: TestClock;
  let cached: CachedUsers;

  const user = aUser();
  const find = () => cached.findById(user.tenantId, user.sub);
  const changed = (what: 'user' | 'tenant', key: string) => notices.publish({ tenantId: user.tenantId, what, key });

  beforeEach(() => {
    reads = 0;
    stored = new Map([[`${user.tenantId} ${user.sub}`, user]]);
    notices = new LocalChangeNotices();
    clock = new TestClock();
    const users = {
      findById: (tenantId: string, sub: string) => {
        reads += 1;
        return Promise.resolve(stored.get(`${tenantId} ${sub}`));
      },
    };
    cached = new CachedUsers({ users, notices, clock });
  });

  const put = (next: User) => stored.set(`${user.tenantId} ${user.sub}`, next);

  it('asks the store once for a user', async () => {
    for (let call = 0; call < 3; call += 1) expect(await find()).toBe(user);
    expect(reads).toBe(1);
  });

  it('shows a user who was locked as soon as the notice is there', async () => {
    await find();
    put({ ...user, status: 'LOCKED' });
    await changed('user', user.sub);
    expect(await find()).toMatchObject({ status: 'LOCKED' });
  });

  it('shows that a user is gone as soon as the notice is there', async () => {
    await find();
    stored.clear();
    await changed('user', user.sub);
    expect(await find()).toBeUndefined();
  });

  it('keeps nobody of a tenant that was changed or removed', async () => {
    await find();
    stored.clear();
    await changed('tenant', user.tenantId);
    expect(await find()).toBeUndefined();
  });

  it('keeps a user when another one was changed', async () => {
    await find();
    await changed('user', 'another');
    await find();
    expect(reads).toBe(1);
  });

  it('does not keep what was read before a notice and arrives after it', async () => {
    const reading = find();
    put({ ...user, phoneNumber: '+819011112222' });
    await changed('user', user.sub);
    await reading;
    expect(await find()).toMatchObject({ phoneNumber: '+819011112222' });
  });

  it('asks again for everybody once notices may have been missed, reads under way included', async () => {
    const reading = find();
    stored.clear();
    cached.forget();
    await reading;
    expect(await find()).toBeUndefined();
  });

  it('asks each time for a user who may not sign in, so that an unlock is seen at once', async () => {
    put({ ...user, status: 'LOCKED' });
    await find();
    put(user);
    expect(await find()).toMatchObject({ status: user.status });
  });

  it('asks each time for a user who does not exist', async () => {
    stored.clear();
    expect(await find()).toBeUndefined();
    put(user);
    expect(await find()).toBe(user);
  });

  it('keeps the same id of two tenants apart', async () => {
    await find();
    expect(await cached.findById('another-tenant', user.sub)).toBeUndefined();
  });

  it.each([60_000, -60_000])('asks again after a minute even without a notice (clock moved by %d ms)', async (by) => {
    await find();
    clock.advance(by);
    await find();
    expect(reads).toBe(2);
  });

  it('asks again after a read that failed', async () => {
    const failing = new CachedUsers({
      users: { findById: () => ((reads += 1) === 1 ? Promise.reject(new Error('down')) : Promise.resolve(user)) },
      notices,
      clock,
    });
    await expect(failing.findById(user.tenantId, user.sub)).rejects.toThrow('down');
    expect(await failing.findById(user.tenantId, user.sub)).toBe(user);
  });
});
