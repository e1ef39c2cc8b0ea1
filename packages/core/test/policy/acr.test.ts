import { achievedAcr, isAcrSatisfied, missingForAcr } from '../../src/policy/acr.js';
import type { AuthenticationMethod } from '../../src/policy/authentication-policy.js';
import { requiredMethods } from '../../src/policy/required-methods.js';
import { grantedScopes } from '../../src/policy/scopes.js';
import { after, anyOf, emptySnapshot, policy, view } from './support.js';

const MFA = 'urn:example:mfa';
const OTP = 'urn:example:otp';
const BASIC = 'urn:example:basic';

const rated = policy({
  success_conditions: anyOf(['password-authentication'], ['sms-authentication'], ['initial-registration']),
  acr_mapping_rules: {
    [MFA]: { all_of: ['password', 'sms'] },
    [OTP]: ['sms', 'email'],
    [BASIC]: ['password', 'initial-registration'],
  },
  level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
});

type Methods = readonly AuthenticationMethod[];

describe('the acr that is achieved', () => {
  it.each<[string, Methods, readonly string[], string | undefined]>([
    ['nothing without methods', [], [], undefined],
    ['the only rule that holds', ['password'], [], BASIC],
    ['the strongest of those that hold', ['password', 'sms'], [], MFA],
    ['the first listed on a tie', ['initial-registration', 'email'], [], OTP],
    ['the requested one before a stronger one', ['password', 'sms'], [BASIC], BASIC],
    ['the first of the requested ones that holds', ['password'], [MFA, BASIC, OTP], BASIC],
    ['the strongest when none of the requested ones holds', ['password'], [MFA], BASIC],
    ['the strongest when none of the requested ones has a rule', ['password', 'sms'], ['urn:other'], MFA],
  ])('is %s', (_what, performed, requested, expected) => {
    expect(achievedAcr(rated, performed, requested)).toBe(expected);
  });

  it('keeps the order of the list form, also for names like integers', () => {
    const listed = policy({
      acr_mapping_rules: [
        { acr: '2', methods: ['password'] },
        { acr: '1', methods: ['password'] },
      ],
    });
    expect(achievedAcr(listed, ['password'], [])).toBe('2');
  });
});

describe('a requested acr', () => {
  it.each<[string, Methods, readonly string[], boolean, readonly Methods[]]>([
    ['is met when none is requested', [], [], true, [[]]],
    ['is only a wish without a rule', [], ['urn:other'], true, [[]]],
    [
      'is binding as soon as one of them has a rule',
      ['sms'],
      ['urn:other', BASIC],
      false,
      [['password'], ['initial-registration']],
    ],
    ['misses what all_of demands', ['password'], [MFA], false, [['sms']]],
    ['is met by any one of the requested', ['password'], [MFA, BASIC], true, [['sms'], []]],
    [
      'is not met by a stronger one that was not requested',
      ['initial-registration'],
      [OTP],
      false,
      [['sms'], ['email']],
    ],
  ])('%s', (_what, performed, requested, satisfied, missing) => {
    expect(isAcrSatisfied(rated, performed, requested)).toBe(satisfied);
    expect(missingForAcr(rated, performed, requested)).toEqual(missing);
  });
});

describe('the methods required for policy and acr together', () => {
  const required = (calls: readonly string[], acrValues: readonly string[]): unknown =>
    requiredMethods(view(rated, after(calls, emptySnapshot(acrValues))));

  it('are those of the acr once the policy is met', () => {
    expect(required(['password-authentication'], [MFA])).toEqual([['sms']]);
    expect(required(['password-authentication'], [OTP])).toEqual([['sms'], ['email']]);
  });

  it('are none once both are met', () => {
    expect(required(['password-authentication', 'sms-authentication'], [MFA])).toEqual([]);
    expect(required(['password-authentication'], [BASIC])).toEqual([]);
  });

  it('are combined before, shortest first, and without sets that contain another', () => {
    expect(required([], [OTP])).toEqual([['sms'], ['password', 'email'], ['initial-registration', 'email']]);
    expect(required([], [MFA])).toEqual([['password', 'sms']]);
  });

  it('leave out what can no longer be done', () => {
    const narrow = policy({
      available_methods: ['password', 'email'],
      acr_mapping_rules: { [OTP]: ['sms', 'email'], [MFA]: { all_of: ['password', 'sms'] } },
    });
    const remaining = (acr: string): unknown =>
      requiredMethods(view(narrow, after(['password-authentication'], emptySnapshot([acr]))));
    expect(remaining(OTP)).toEqual([['email']]);
    expect(remaining(MFA)).toEqual([]);
  });

  it('are none when the transaction has failed or is locked', () => {
    expect(required(['authentication-cancel'], [])).toEqual([]);
    expect(requiredMethods(view(rated, { ...emptySnapshot(), state: 'locked' }))).toEqual([]);
  });

  it('are any one factor when the conditions hold before anything was proved', () => {
    const careless = policy({
      available_methods: ['password', 'sms'],
      success_conditions: { any_of: [[{ path: '$.email-authentication.failure_count', operation: 'missing' }]] },
    });
    expect(requiredMethods(view(careless, emptySnapshot()))).toEqual([['password'], ['sms']]);
  });

  it('do not promise a way past an upper limit that was exceeded', () => {
    const limited = policy({
      success_conditions: {
        any_of: [
          [{ path: '$.password-authentication.failure_count', operation: 'lt', value: 1 }],
          [{ path: '$.sms-authentication.success_count', operation: 'gte', value: 1 }],
        ],
      },
    });
    expect(requiredMethods(view(limited, emptySnapshot()))).toEqual([['password'], ['sms']]);
    expect(requiredMethods(view(limited, after(['!password-authentication'])))).toEqual([['sms']]);
  });
});

describe('scopes with a level of authentication', () => {
  it('are granted only when their rule holds', () => {
    expect(grantedScopes(rated, ['password'], ['openid', 'transfers'])).toEqual(['openid']);
    expect(grantedScopes(rated, ['sms', 'password'], ['openid', 'transfers'])).toEqual(['openid', 'transfers']);
    expect(grantedScopes(policy(), [], ['openid', 'transfers'])).toEqual(['openid', 'transfers']);
  });
});
