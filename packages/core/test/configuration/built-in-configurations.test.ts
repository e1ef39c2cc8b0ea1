import { BUILT_IN_CONFIGURATION_ID, builtInConfiguration } from '../../src/configuration/built-in-configurations.js';
import { REGISTRATION_CLAIMS, RESERVED_CLAIMS } from '../../src/configuration/registration-claims.js';
import { dependencies } from './support.js';

describe('builtInConfiguration', () => {
  it('registers with the claims of the built-in schema', () => {
    const configuration = builtInConfiguration('initial-registration', dependencies);
    const interaction = configuration?.interactions.get('initial-registration');
    expect(configuration).toMatchObject({ id: BUILT_IN_CONFIGURATION_ID, version: 0, enabled: true });
    expect(interaction?.execution).toEqual({ kind: 'no_action' });
    expect([...(interaction?.request.keepOnly ?? [])]).toEqual([
      'email',
      'password',
      'name',
      'given_name',
      'family_name',
      'preferred_username',
      'phone_number',
    ]);
  });

  it('checks passwords by itself', () => {
    const interaction = builtInConfiguration('password', dependencies)?.interactions.get('password-authentication');
    expect(interaction?.execution).toEqual({ kind: 'password_verification' });
    expect(interaction?.request.keepOnly).toEqual(new Set(['username', 'password']));
    expect(interaction?.responseRules).toBeUndefined();
  });

  it('does not exist for one-time codes', () => {
    expect(builtInConfiguration('sms', dependencies)).toBeUndefined();
    expect(builtInConfiguration('email', dependencies)).toBeUndefined();
  });

  it('is compiled once', () => {
    expect(builtInConfiguration('password', dependencies)).toBe(builtInConfiguration('password', dependencies));
  });

  it('lets nobody register a claim that only Tessera sets', () => {
    expect(REGISTRATION_CLAIMS.filter((claim) => RESERVED_CLAIMS.includes(claim))).toEqual([]);
  });
});
