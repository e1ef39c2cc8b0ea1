import type { AuthenticationMethod } from '../../src/policy/authentication-policy.js';
import { amr, methodsPerformed } from '../../src/policy/methods-performed.js';
import { after, emptySnapshot } from './support.js';

describe('the methods performed', () => {
  it('are listed in order of first success, whatever came later', () => {
    const snapshot = after(['sms-authentication', 'password-authentication', 'sms-authentication']);
    const { 'password-authentication': password, 'sms-authentication': sms } = snapshot.results;
    if (!password || !sms) throw new Error('both were called');
    const shuffled = { ...snapshot, results: { 'password-authentication': password, 'sms-authentication': sms } };
    expect(methodsPerformed(shuffled)).toEqual(['sms', 'password']);
  });

  it('are neither challenges nor failures nor a cancellation', () => {
    expect(
      methodsPerformed(after(['sms-authentication-challenge', '!password-authentication', 'authentication-cancel'])),
    ).toEqual([]);
    expect(methodsPerformed(emptySnapshot())).toEqual([]);
  });
});

describe('amr', () => {
  it('is the list of methods by default', () => {
    expect(amr(['sms', 'initial-registration'], 'method')).toEqual(['sms', 'initial-registration']);
  });

  it.each<[readonly AuthenticationMethod[], readonly string[]]>([
    [[], []],
    [['password'], ['pwd']],
    [['initial-registration'], ['pwd']],
    [['initial-registration', 'password'], ['pwd']],
    [['sms'], ['sms', 'otp']],
    [['email'], ['otp']],
    [
      ['sms', 'email'],
      ['sms', 'otp'],
    ],
    [
      ['password', 'sms'],
      ['pwd', 'sms', 'otp', 'mfa'],
    ],
    [
      ['email', 'initial-registration'],
      ['otp', 'pwd', 'mfa'],
    ],
  ])('of %j is %j by RFC 8176', (methods, expected) => {
    expect(amr(methods, 'rfc8176')).toEqual(expected);
  });
});
