import { Argon2PasswordHasher } from '@tessera/crypto';

/** As little work as argon2 allows; the behaviour is the same. */
const CHEAP = { memoryKib: 8, passes: 1 };

describe('Argon2PasswordHasher', () => {
  it('hashes with argon2id, 19 MiB, two passes and one lane unless told otherwise', async () => {
    const hash = await new Argon2PasswordHasher().hash('Test1234!');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('tells the right password from others', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    const hash = await hasher.hash('pässwörd 漢字');
    expect(await hasher.verify('pässwörd 漢字', hash)).toBe(true);
    expect(await hasher.verify('passwörd 漢字', hash)).toBe(false);
    expect(await hasher.verify('', hash)).toBe(false);
  });

  it('salts: the same password never has the same hash', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    expect(await hasher.hash('same')).not.toBe(await hasher.hash('same'));
  });

  it('says false for an unknown user and for a hash it cannot read', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    for (const hash of [undefined, '', 'plain', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy']) {
      expect(await hasher.verify('Test1234!', hash)).toBe(false);
    }
  });

  it('works for an unknown user as it does for a known one', async () => {
    const hasher = new Argon2PasswordHasher();
    const hash = await hasher.hash('Test1234!');
    const timeOf = async (check: () => Promise<boolean>): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const start = performance.now();
        await check();
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const known = await timeOf(async () => hasher.verify('wrong', hash));
    const unknown = await timeOf(async () => hasher.verify('wrong', undefined));
    // Without the dummy the second is about a thousandth of the first.
    expect(unknown).toBeGreaterThan(known / 5);
  });

  it('still verifies hashes of other parameters, and says that they need a new one', async () => {
    const [weak, strong] = [new Argon2PasswordHasher(CHEAP), new Argon2PasswordHasher({ memoryKib: 16, passes: 2 })];
    const hash = await weak.hash('Test1234!');
    expect(await strong.verify('Test1234!', hash)).toBe(true);
    expect(strong.needsRehash(hash)).toBe(true);
    expect(weak.needsRehash(hash)).toBe(false);
    expect(weak.needsRehash(await strong.hash('Test1234!'))).toBe(false);
    expect(weak.needsRehash('$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy')).toBe(true);
    expect(weak.needsRehash(hash.replace('argon2id', 'argon2i'))).toBe(true);
  });

  it('refuses hashes when too many are waiting, and works again afterwards', async () => {
    const hasher = new Argon2PasswordHasher({ ...CHEAP, concurrency: 1, queueLimit: 2 });
    const results = await Promise.allSettled(Array.from({ length: 6 }, async () => hasher.hash('Test1234!')));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(results[5]).toMatchObject({ reason: { code: 'ERR_OVERLOADED' } });
    expect(await hasher.verify('Test1234!', await hasher.hash('Test1234!'))).toBe(true);
  });

  it('refuses verifications too, for unknown users as well', async () => {
    const hasher = new Argon2PasswordHasher({ ...CHEAP, concurrency: 1, queueLimit: 0 });
    const running = hasher.hash('Test1234!');
    await expect(hasher.verify('Test1234!', undefined)).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
    await running;
  });
});
