import fc from 'fast-check';
import { AesGcmSecretBox } from '@tessera/crypto';
import { aKey } from './keys.js';

const FAULT = expect.objectContaining({ code: 'ERR_SERVER_CONFIGURATION' });

describe('AesGcmSecretBox', () => {
  const box = new AesGcmSecretBox([aKey('k1', 1)]);

  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        const sealed = box.seal(plain);
        expect(box.isSealed(sealed)).toBe(true);
        expect(box.open(sealed)).toBe(plain);
      }),
    );
    expect(box.open(box.seal(''))).toBe('');
  });

  it('writes the key id and base64url that fits into a JSON string', () => {
    const sealed = box.seal('secret "with" \n quotes');
    expect(sealed).toMatch(/^sealed:k1:[A-Za-z0-9_-]+$/);
    expect(sealed).not.toContain('secret');
  });

  it('seals the same text differently each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => box.seal('same'))).size).toBe(100);
  });

  it('refuses what was changed anywhere', () => {
    const sealed = box.seal('a secret of some length');
    const start = 'sealed:k1:'.length;
    for (let position = start; position < sealed.length - 1; position += 1) {
      const changed = sealed.slice(0, position) + (sealed[position] === 'A' ? 'B' : 'A') + sealed.slice(position + 1);
      expect(() => box.open(changed)).toThrow(FAULT);
    }
    expect(() => box.open(sealed.slice(0, -4))).toThrow(FAULT);
    expect(() => box.open('sealed:k1:AAAA')).toThrow(FAULT);
    expect(() => box.open('plain text')).toThrow(FAULT);
  });

  it('opens with older keys after a rotation and seals with the new one', () => {
    const sealed = box.seal('secret');
    const rotated = new AesGcmSecretBox([aKey('k2', 2), aKey('k1', 1)]);
    expect(rotated.open(sealed)).toBe('secret');
    expect(rotated.seal('secret')).toMatch(/^sealed:k2:/);
  });

  it('refuses a key that is not known, and names it', () => {
    const sealed = box.seal('secret');
    const other = new AesGcmSecretBox([aKey('k2', 2)]);
    expect(() => other.open(sealed)).toThrow(/"k1"/);
    expect(() => other.open(sealed)).toThrow(FAULT);
  });

  it('authenticates the key id: the same bytes under another name do not open', () => {
    const renamed = box.seal('secret').replace('sealed:k1:', 'sealed:k9:');
    expect(() => new AesGcmSecretBox([aKey('k9', 1)]).open(renamed)).toThrow(FAULT);
  });

  it('does not take ordinary text for sealed', () => {
    for (const text of [
      '',
      'sealed:',
      'sealed:k1:',
      'sealed:k1:short',
      'sealed:k 1:'.padEnd(60, 'A'),
      'sealed:k1:'.padEnd(60, '='),
    ]) {
      expect(box.isSealed(text)).toBe(false);
    }
  });
});
