import { readPasswordHash } from '@tessera/core';

const SALT = 'AAECAwQFBgcICQoLDA0ODw';
const KEY_32 = '7B5KMDIj6x/3bN7gKrEPb3WYM+UdVwhIulIr4mapEYE';
const KEY_64 = `${'A'.repeat(85)}g`;
const BCRYPT_REST = 'abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2';

describe('readPasswordHash', () => {
  it('reads bcrypt of cost 4 to 14', () => {
    for (const prefix of ['2a', '2b', '2y'])
      expect(readPasswordHash(`$${prefix}$12$${BCRYPT_REST}`)).toEqual({ kind: 'bcrypt', cost: 12 });
    expect(readPasswordHash(`$2b$04$${BCRYPT_REST}`)).toBeDefined();
    expect(readPasswordHash(`$2b$14$${BCRYPT_REST}`)).toBeDefined();
    expect(readPasswordHash(`$2b$03$${BCRYPT_REST}`)).toBeUndefined();
    expect(readPasswordHash(`$2b$15$${BCRYPT_REST}`)).toBeUndefined();
  });

  it('reads PBKDF2 as PHC, passlib and Django write it', () => {
    const base = { kind: 'pbkdf2', digest: 'sha256', iterations: 600_000, key: KEY_32 };
    const phc = { ...base, salt: { encoding: 'base64', value: SALT } };
    expect(readPasswordHash(`$pbkdf2-sha256$i=600000,l=32$${SALT}$${KEY_32}`)).toEqual(phc);
    expect(readPasswordHash(`$pbkdf2-sha256$i=600000$${SALT}$${KEY_32}`)).toEqual(phc);
    expect(readPasswordHash(`$pbkdf2-sha256$600000$${SALT}$${KEY_32.replaceAll('+', '.')}`)).toEqual(phc);
    expect(readPasswordHash(`pbkdf2_sha256$600000$sea-salt$${KEY_32}=`)).toEqual({
      ...base,
      salt: { encoding: 'text', value: 'sea-salt' },
    });
    expect(readPasswordHash(`$pbkdf2-sha512$i=210000,l=64$${SALT}$${KEY_64}`)).toMatchObject({ digest: 'sha512' });
  });

  it('reads argon2id', () => {
    expect(readPasswordHash(`$argon2id$v=19$m=65536,t=3,p=4$${SALT}$${KEY_32}`)).toEqual({
      kind: 'argon2id',
      memoryKib: 65_536,
      passes: 3,
      lanes: 4,
    });
  });

  it('refuses what would cost too much at every sign-in', () => {
    const costly = [
      `$pbkdf2-sha256$i=2000001,l=32$${SALT}$${KEY_32}`,
      // Two blocks of SHA-256 are twice the work.
      `$pbkdf2-sha256$i=1000001,l=64$${SALT}$${KEY_64}`,
      `$pbkdf2-sha512$i=99999999,l=64$${SALT}$${KEY_64}`,
      `pbkdf2_sha256$9999999$salt$${KEY_32}=`,
      `$argon2id$v=19$m=131073,t=1,p=1$${SALT}$${KEY_32}`,
      `$argon2id$v=19$m=19456,t=11,p=1$${SALT}$${KEY_32}`,
      `$argon2id$v=19$m=19456,t=2,p=17$${SALT}$${KEY_32}`,
    ];
    for (const hash of costly) expect(readPasswordHash(hash)).toBeUndefined();
    expect(readPasswordHash(`$pbkdf2-sha256$i=2000000,l=32$${SALT}$${KEY_32}`)).toBeDefined();
    expect(readPasswordHash(`$pbkdf2-sha256$i=1000000,l=64$${SALT}$${KEY_64}`)).toBeDefined();
  });

  it('refuses what is malformed, unsalted, or so short that many passwords would fit', () => {
    const malformed = [
      '',
      'Test1234!',
      '********',
      `$2x$12$${BCRYPT_REST}`,
      `$2b$12$${BCRYPT_REST.slice(1)}`,
      `$2b$12$${BCRYPT_REST}\n`,
      `$2b$12$${BCRYPT_REST.slice(0, -1)}3`,
      `$2b$1e$${BCRYPT_REST}`,
      `$pbkdf2-sha1$i=1000,l=20$${SALT}$${KEY_32}`,
      `$pbkdf2-sha256$i=0,l=32$${SALT}$${KEY_32}`,
      `$pbkdf2-sha256$i=1000,l=31$${SALT}$${KEY_32}`,
      `$pbkdf2-sha256$i=1000,l=8$${SALT}$AAAAAAAAAAA`,
      `$pbkdf2-sha256$i=1000$$${KEY_32}`,
      `$pbkdf2-sha256$i=-1$${SALT}$${KEY_32}`,
      `$pbkdf2-sha256$i=1000$${SALT}AAA$${KEY_32}`,
      `pbkdf2_sha256$1000$$${KEY_32}=`,
      `pbkdf2_sha256$1000$${'s'.repeat(129)}$${KEY_32}=`,
      `$argon2id$v=16$m=19456,t=2,p=1$${SALT}$${KEY_32}`,
      `$argon2i$v=19$m=19456,t=2,p=1$${SALT}$${KEY_32}`,
      `$argon2id$v=19$m=4,t=2,p=1$${SALT}$${KEY_32}`,
      `$2b$12$${BCRYPT_REST}${'x'.repeat(10_000)}`,
    ];
    for (const hash of malformed) expect([hash, readPasswordHash(hash)]).toEqual([hash, undefined]);
  });
});
