import { Argon2PasswordHasher } from '@tessera/crypto';

const CHEAP = { memoryKib: 8, passes: 1 };
const MIXED = 'pässwörd 漢字';

/** Made by libxcrypt, by CPython's hashlib, and, the ones of passlib and argon2, printed in their documentation. */
const VECTORS: readonly (readonly [notation: string, password: string, hash: string])[] = [
  ['bcrypt $2b$', 'Test1234!', '$2b$04$abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2'],
  ['bcrypt $2a$', 'Test1234!', '$2a$06$zyxwvutsrqponmlkjihgfOvkO2Ssd9Yd9rxQ0eDgs83U5BWik6GfC'],
  ['bcrypt $2y$', MIXED, '$2y$05$ABCDEFGHIJKLMNOPQRSTUunZRLd400GcL/0jbeFv9.72FAYbCbGf6'],
  ['passlib PBKDF2', 'password', '$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE'],
  [
    'PHC PBKDF2 SHA-256',
    MIXED,
    '$pbkdf2-sha256$i=1000,l=32$AAECAwQFBgcICQoLDA0ODw$7B5KMDIj6x/3bN7gKrEPb3WYM+UdVwhIulIr4mapEYE',
  ],
  [
    'PHC PBKDF2 SHA-512',
    MIXED,
    '$pbkdf2-sha512$i=1000,l=64$AAECAwQFBgcICQoLDA0ODw$Ij+SQKWE7Jh3mcdpGu6LznOvqg/6zrUi275f5CjtZkTSgvozWLLFaGPt7dwmUtJtd6c1jztQA69DX0sf/ULSgg',
  ],
  [
    'PHC PBKDF2 with a key longer than the digest',
    MIXED,
    '$pbkdf2-sha256$i=1000,l=64$AAECAwQFBgcICQoLDA0ODw$7B5KMDIj6x/3bN7gKrEPb3WYM+UdVwhIulIr4mapEYHl+Fi2lR69DJZldDrsX0NsXH20JJJpgsPh03EZY5FjCQ',
  ],
  ['Django PBKDF2', 'Test1234!', 'pbkdf2_sha256$1000$seasalt2$pue+YyBEmKDq/Sj9b/09tb4xLnenN1QCIWs3Zhw+EVo='],
  ['argon2id', 'password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
];

describe('hashes of other servers', () => {
  it.each(VECTORS)('checks %s', async (_notation, password, hash) => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    expect(await hasher.verify(password, hash)).toBe(true);
    expect(await hasher.verify(`${password}x`, hash)).toBe(false);
    expect(await hasher.verify('', hash)).toBe(false);
  });

  it('wants all of them replaced, and its own not', async () => {
    const hasher = new Argon2PasswordHasher({ memoryKib: 131_072, passes: 3 });
    expect(VECTORS.map(([, , hash]) => hasher.needsRehash(hash))).toEqual(VECTORS.map(() => true));
    const own = new Argon2PasswordHasher(CHEAP);
    expect(own.needsRehash(await own.hash('Test1234!'))).toBe(false);
  });

  it('takes the first 72 bytes of a password for bcrypt, as bcrypt does', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    const hash = '$2b$04$......................SZFhVdUK5wGKY4lx/QrgUMHG0XsWjbi';
    expect(await hasher.verify('x'.repeat(80), hash)).toBe(true);
    expect(await hasher.verify('x'.repeat(72), hash)).toBe(true);
    expect(await hasher.verify('x'.repeat(71), hash)).toBe(false);
  });

  it('checks none that would cost too much, even one that was stored past the import', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    const costly = [
      '$2b$31$abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2',
      '$pbkdf2-sha256$i=9999999,l=32$AAECAwQFBgcICQoLDA0ODw$7B5KMDIj6x/3bN7gKrEPb3WYM+UdVwhIulIr4mapEYE',
    ];
    for (const hash of costly) expect(await hasher.verify('Test1234!', hash)).toBe(false);
  });

  it('waits in the queue of argon2, and is refused where that is full', async () => {
    const hasher = new Argon2PasswordHasher({ ...CHEAP, concurrency: 1, queueLimit: 1 });
    const [, password, hash] = VECTORS[1] ?? ['', '', ''];
    const results = await Promise.allSettled([
      hasher.hash('Test1234!'),
      hasher.verify(password, hash),
      hasher.verify(password, hash),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { code: 'ERR_OVERLOADED' } });
  });

  it('leaves the main thread free meanwhile', async () => {
    const hasher = new Argon2PasswordHasher(CHEAP);
    const hash = VECTORS[6]?.[2].replace('i=1000', 'i=200000') ?? '';
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await hasher.verify('wrong', hash);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(1);
  });
});
