import fc from 'fast-check';
import { RedisKeys } from '../src/redis-keys.js';

/** What Redis Cluster hashes: between the first `{` and the next `}`. */
function hashTag(key: string): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? key;
}

describe('RedisKeys', () => {
  const keys = new RedisKeys('p');

  it('puts everything of a tenant into one slot', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (tenantId, id) => {
        const names = [
          keys.transaction({ tenantId, id }),
          keys.transactionIndex(tenantId),
          keys.outbox(tenantId),
          keys.budget(tenantId, id),
        ];
        expect(new Set(names.map(hashTag)).size).toBe(1);
      }),
    );
  });

  it('never gives two things one name, whatever characters the ids have', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '{', '}', '%', 't', 'x'), minLength: 1, maxLength: 6 });
    const ref = fc.record({ tenantId: text, id: text });
    fc.assert(
      fc.property(ref, ref, (left, right) => {
        fc.pre(left.tenantId !== right.tenantId || left.id !== right.id);
        expect(keys.transaction(left)).not.toBe(keys.transaction(right));
        expect(keys.transaction(left)).not.toBe(keys.budget(right.tenantId, right.id));
      }),
    );
  });

  it('keeps the names of tokens to itself', () => {
    expect(keys.token('https://sms.example.com client-id')).not.toContain('example');
    expect(keys.token('a')).not.toBe(keys.token('b'));
  });

  it.each(['', 'a{b', 'a}b', 'ä', 'x'.repeat(65)])('refuses the prefix "%s"', (prefix) => {
    expect(() => new RedisKeys(prefix)).toThrow(expect.objectContaining({ code: 'ERR_SERVER_CONFIGURATION' }) as Error);
  });
});
