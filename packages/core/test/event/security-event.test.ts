import fc from 'fast-check';
import { createSecurityEvent, maskEmail, maskPhoneNumber, type User } from '@tessera/core';
import { NodeDigests, NodeRandomness } from '@tessera/crypto';
import { LibPhoneNumbers } from '@tessera/phone';
import { aUser } from '@tessera/testkit';

const dependencies = {
  randomness: new NodeRandomness(),
  digests: new NodeDigests([{ id: 'k1', secret: new Uint8Array(32) }]),
  phoneNumbers: new LibPhoneNumbers(),
};
const context = { tenant: { id: 'tenant', name: 'Example' } };
const eventOf = (user: User) => createSecurityEvent({ type: 'password_success', user }, context, 0, dependencies);

describe('a masked phone number', () => {
  it.each([
    ['+819012345678', '81', '+81********78'],
    ['+12025550123', '1', '+1********23'],
    ['+4112345', '41', '+41***45'],
  ])('of %s shows calling code and last two digits', (number, callingCode, masked) => {
    expect(maskPhoneNumber(number, callingCode)).toBe(masked);
  });

  it('never shows more than two digits after the calling code', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{3,12}$/), (rest) => {
        const masked = maskPhoneNumber(`+81${rest}`, '81');
        expect(masked).toBe(`+81${'*'.repeat(rest.length - 2)}${rest.slice(-2)}`);
      }),
    );
  });
});

describe('a masked e-mail address', () => {
  it.each([
    ['new-user@example.com', 'n***@example.com'],
    ['a@example.com', 'a***@example.com'],
    ['@example.com', '@***'],
    ['no address', 'n***'],
  ])('of %s shows first character and domain', (address, masked) => {
    expect(maskEmail(address)).toBe(masked);
  });
});

describe('a security event', () => {
  it('names a user by a masked name, and by a hash that a search can make', () => {
    const event = eventOf(aUser({ preferredUsername: 'New-User@example.com' }));
    expect(event.user?.preferredUsername).toBe('N***@example.com');
    expect(event.userNameHash).toBe(dependencies.digests.keyedHash('new-user@example.com'));
  });

  it('masks a name that is a phone number, and shows one that is neither', () => {
    expect(eventOf(aUser({ preferredUsername: '+819012345678' })).user?.preferredUsername).toBe('+81********78');
    expect(eventOf(aUser({ preferredUsername: 'newbie' })).user?.preferredUsername).toBe('newbie');
  });

  it('leaves out what is unknown', () => {
    const event = createSecurityEvent({ type: 'oauth_deny' }, context, 12, dependencies);
    expect(event).toEqual({ id: event.id, type: 'oauth_deny', createdAt: 12, tenant: context.tenant, detail: {} });
  });

  it('keeps a bounded part of the user agent', () => {
    const event = createSecurityEvent(
      { type: 'oauth_deny' },
      { ...context, userAgent: 'x'.repeat(10_000) },
      0,
      dependencies,
    );
    expect(event.userAgent).toHaveLength(256);
  });
});
