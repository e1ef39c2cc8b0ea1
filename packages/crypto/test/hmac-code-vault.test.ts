import { HmacCodeVault } from '@tessera/crypto';
import { aKey } from './keys.js';

const SCOPE = { tenantId: 'tenant', transactionId: 'transaction', challengeId: 'challenge' };

describe('HmacCodeVault', () => {
  const vault = new HmacCodeVault([aKey('k1', 1)]);

  it('matches the code that was sealed and no other', () => {
    const sealed = vault.seal(SCOPE, '012345');
    expect(vault.matches(SCOPE, sealed, '012345')).toBe(true);
    for (const guess of ['12345', '0123456', '012346', '', ' 012345'])
      expect(vault.matches(SCOPE, sealed, guess)).toBe(false);
  });

  it('holds the code neither in clear nor as a plain hash', () => {
    const sealed = vault.seal(SCOPE, '012345');
    expect(sealed.keyId).toBe('k1');
    expect(Buffer.from(sealed.digest, 'base64url')).toHaveLength(32);
    expect(new HmacCodeVault([aKey('k1', 2)]).matches(SCOPE, sealed, '012345')).toBe(false);
  });

  it('does not match in another tenant, transaction or challenge', () => {
    const sealed = vault.seal(SCOPE, '012345');
    for (const part of ['tenantId', 'transactionId', 'challengeId'] as const) {
      expect(vault.matches({ ...SCOPE, [part]: 'another' }, sealed, '012345')).toBe(false);
    }
  });

  it('does not confuse where one part ends and the next begins', () => {
    const sealed = vault.seal({ tenantId: 'ab', transactionId: 'c', challengeId: 'd' }, '1234');
    expect(vault.matches({ tenantId: 'a', transactionId: 'bc', challengeId: 'd' }, sealed, '1234')).toBe(false);
    expect(vault.matches({ tenantId: 'ab', transactionId: 'c', challengeId: 'd1' }, sealed, '234')).toBe(false);
  });

  it('checks codes of an older key after a rotation, and seals with the new one', () => {
    const sealed = vault.seal(SCOPE, '012345');
    const rotated = new HmacCodeVault([aKey('k2', 2), aKey('k1', 1)]);
    expect(rotated.matches(SCOPE, sealed, '012345')).toBe(true);
    expect(rotated.seal(SCOPE, '012345').keyId).toBe('k2');
  });

  it('matches nothing when the key is gone or the digest is not one', () => {
    const sealed = vault.seal(SCOPE, '012345');
    expect(new HmacCodeVault([aKey('k2', 1)]).matches(SCOPE, sealed, '012345')).toBe(false);
    for (const digest of ['', 'AAAA', sealed.digest.slice(0, -2)])
      expect(vault.matches(SCOPE, { keyId: 'k1', digest }, '012345')).toBe(false);
  });

  it.each([
    ['no keys', []],
    ['a short secret', [{ id: 'k1', secret: new Uint8Array(31) }]],
    ['a repeated id', [aKey('k1', 1), aKey('k1', 2)]],
    ['an id with a colon', [aKey('k:1', 1)]],
  ])('refuses %s at construction', (_name, keys) => {
    expect(() => new HmacCodeVault(keys)).toThrow(expect.objectContaining({ code: 'ERR_SERVER_CONFIGURATION' }));
  });
});
