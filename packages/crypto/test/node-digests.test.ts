import { NodeDigests } from '@tessera/crypto';
import { aKey } from './keys.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('NodeDigests', () => {
  const digests = new NodeDigests([aKey('k1', 1)]);

  it('makes the name-based UUID of RFC 9562 appendix A.4', () => {
    expect(digests.uuid5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    expect(digests.uuid5(DNS.toUpperCase(), 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('refuses a namespace that is not a UUID', () => {
    expect(() => digests.uuid5('example.com', 'www')).toThrow(expect.objectContaining({ code: 'ERR_INVARIANT' }));
  });

  it('makes the SHA-256 of FIPS 180-4 of the UTF-8 text', () => {
    expect(digests.sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digests.sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });

  it('makes the same keyed hash of a text that it has forgotten meanwhile', () => {
    const hash = digests.keyedHash('+819012345678');
    for (let at = 0; at < 30_000; at += 1) digests.keyedHash(`+8190${String(at)}`);
    expect(digests.keyedHash('+819012345678')).toBe(hash);
  });

  it('makes keyed hashes that name their key, and that another key does not repeat', () => {
    const hash = digests.keyedHash('+819012345678');
    expect(hash).toMatch(/^k1:[0-9a-f]{16}$/);
    expect(digests.keyedHash('+819012345678')).toBe(hash);
    expect(digests.keyedHash('+819012345679')).not.toBe(hash);
    const rotated = new NodeDigests([aKey('k2', 2), aKey('k1', 1)]).keyedHash('+819012345678');
    expect(new NodeDigests([aKey('k2', 2), aKey('k1', 1)]).keyedHashes('+819012345678')).toEqual([rotated, hash]);
    expect(rotated).toMatch(/^k2:/);
    expect(rotated.slice(3)).not.toBe(hash.slice(3));
  });

  it('compares texts', () => {
    expect(digests.equal('same', 'same')).toBe(true);
    expect(digests.equal('', '')).toBe(true);
    expect(digests.equal('same', 'Same')).toBe(false);
    expect(digests.equal('same', 'same ')).toBe(false);
  });
});
