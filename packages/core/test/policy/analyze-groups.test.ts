import { analyze, condition, places, type AnalysisOptions } from './analysis-support.js';
import { anyOf } from './support.js';

const GROUP = '/policies/0/success_conditions/any_of/0';

/** What is found about a group of success conditions beside one that works. */
function found(conditions: readonly string[], more = {}, options: AnalysisOptions = {}): readonly string[] {
  const group = conditions.map(condition);
  const any_of = [group, ...(anyOf(['password-authentication'])['any_of'] as [])];
  return analyze([{ success_conditions: { any_of }, ...more }], options)
    .filter(({ pointer }) => pointer.startsWith(GROUP))
    .map(({ code, message }) => `${code}: ${message}`);
}

describe('a group of conditions', () => {
  const PASSWORD = 'password-authentication.success_count';

  it.each<[string, readonly string[]]>([
    ['wants more than it admits', [`${PASSWORD} gte 2`, `${PASSWORD} lt 2`]],
    ['leaves no whole number between its limits', [`${PASSWORD} gt 1`, `${PASSWORD} lt 2`]],
    ['wants two values at once', [`${PASSWORD} eq 1`, `${PASSWORD} eq 2`]],
    ['excludes every value it admits', [`${PASSWORD} in [1,2]`, `${PASSWORD} nin [2,1]`]],
    ['wants a count below zero', [`${PASSWORD} lt 0`]],
    ['wants a text where there is a number', [`${PASSWORD} eq "1"`]],
    ['wants something that is there to be missing', [`${PASSWORD} exists`, `${PASSWORD} missing`]],
    ['wants more successes than calls', [`${PASSWORD} gte 3`, 'password-authentication.call_count lte 2']],
    [
      'wants successes and failures beyond the calls',
      [`${PASSWORD} gte 2`, 'password-authentication.failure_count gte 2', 'password-authentication.call_count eq 3'],
    ],
    ['wants calls of which none was made', ['password-authentication.call_count eq 0']],
    ['wants a success that was never called', [`${PASSWORD} gte 1`, 'password-authentication.call_count missing']],
    ['wants another method than the interaction has', ['sms-authentication.method eq "password"']],
    ['looks into a number', [`${PASSWORD}.value exists`]],
    ['wants a status that no user has', ['user.status eq "ACTIVE"']],
    ['wants a member of a text', ['user.sub.id exists']],
    ['wants a text where there is a boolean', ['user.email_verified eq "true"']],
    ['compares a selection with a number', ['user.custom_properties..level gte 2']],
    [
      'wants a property to be number and text',
      ['user.custom_properties.level gte 2', 'user.custom_properties.level regex ".*"'],
    ],
    [
      'wants a property above and below',
      ['user.custom_properties.level gt 2', "user['custom_properties'].level lte 2"],
    ],
    [
      'wants a property to have two types',
      ['user.custom_properties.level ne 1', 'user.custom_properties.level ne "a"'],
    ],
    [
      'wants a property to be there and missing',
      ['user.custom_properties.level exists', 'user.custom_properties.level missing'],
    ],
    ['wants nobody to be bound', ['user.sub missing']],
    ['wants a login that was cancelled', ['authentication-cancel.success_count gte 1']],
  ])('is found when it %s', (_what, conditions) => {
    expect(found(conditions)).toEqual([
      expect.stringMatching(/^group_never_holds: Conditions? [0-9, and]+ cannot hold/),
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['limits with room between them', [`${PASSWORD} gt 1`, `${PASSWORD} lt 3`]],
    ['more calls than successes', [`${PASSWORD} gte 1`, 'password-authentication.call_count gte 3']],
    ['a challenge that was sent', [`${PASSWORD} gte 1`, 'sms-authentication-challenge.success_count gte 1']],
    ['an interaction that was not called', [`${PASSWORD} gte 1`, 'sms-authentication.failure_count missing']],
    ['failures', [`${PASSWORD} gte 1`, 'password-authentication.failure_count gte 2']],
    [
      'a fraction between two whole numbers',
      ['user.custom_properties.level gt 1', 'user.custom_properties.level lt 2'],
    ],
    ['a property that is missing', ['user.custom_properties.level missing']],
    ['texts nobody can list', ['user.custom_properties.group regex "a.*"', 'user.custom_properties.group ne "abc"']],
    [
      'a role among others',
      ['user.roles contains "admin"', 'user.roles contains "auditor"', 'user.roles[0] ne "guest"'],
    ],
    ['a selection', ['user.custom_properties..level contains 2']],
    ['a status', ['user.status in ["REGISTERED","ACTIVE"]']],
  ])('is not found with %s', (_what, conditions) => {
    expect(found(conditions)).toEqual([]);
  });

  it('is told with the conditions to blame', () => {
    expect(found(['user.email_verified eq true', `${PASSWORD} gte 2`, `${PASSWORD} lte 1`])).toEqual([
      'group_never_holds: Conditions 1 and 2 cannot hold together ($.password-authentication.success_count)',
    ]);
    expect(found([`${PASSWORD} gte 1`, 'user.status eq "ACTIVE"'])).toEqual([
      'group_never_holds: Condition 1 cannot hold: no fact at $.user.status fulfils it',
    ]);
  });

  it('is found when it needs a method outside available_methods, unless these are not enforced', () => {
    const sms = [`${PASSWORD} gte 1`, 'sms-authentication.success_count gte 1'];
    const more = { available_methods: ['password'] };
    expect(found(sms, more)).toEqual(["group_never_holds: Condition 1 cannot hold: 'sms' is not in available_methods"]);
    expect(found(sms, more, { enforces: false })).toEqual([]);
    expect(found([`${PASSWORD} gte 1`, 'sms-authentication.success_count missing'], more)).toEqual([]);
  });

  it('is found when it needs a method without configuration, but may count its calls', () => {
    const options: AnalysisOptions = { configured: ['password', 'initial-registration'] };
    const unconfigured = "method_without_configuration: Method 'email' has no enabled configuration";
    expect(found(['email-authentication.success_count gte 1'], {}, options)).toEqual([
      unconfigured,
      "group_never_holds: Condition 0 cannot hold: 'email' has no enabled configuration",
    ]);
    expect(found(['email-authentication.call_count gte 1'], {}, options)).toEqual([unconfigured]);
  });

  it('is told to need a session when only another policy has the method', () => {
    const group = [condition('sms-authentication.success_count gte 1')];
    const policies = [
      { conditions: { scopes: ['a'] }, available_methods: ['password'], success_conditions: { any_of: [group] } },
      { conditions: { scopes: ['b'] }, available_methods: ['sms'], success_conditions: { any_of: [group] } },
    ];
    expect(places(analyze(policies))).toEqual([`group_needs_session ${GROUP}`]);
    const challenge = [condition('sms-authentication-challenge.success_count gte 1')];
    const [first, second] = policies;
    const sent = { ...first, success_conditions: { any_of: [challenge] } };
    expect(places(analyze([sent, { ...second }]))).toContain(`group_never_holds ${GROUP}`);
  });

  it('is given the benefit of the doubt once a document has cost too much', () => {
    const contradiction = [condition(`${PASSWORD} lt 0`)];
    const many = Array.from({ length: 2000 }, (_, value) => condition(`${PASSWORD} ne ${value}`));
    const codes = (...any_of: object[][]): readonly string[] =>
      places(analyze([{ lock_conditions: { any_of } } as never]));
    expect(codes(contradiction, many)).toEqual(['group_never_holds /policies/0/lock_conditions/any_of/0']);
    expect(codes(many, contradiction)).toEqual([]);
  });

  it('is also looked at where it fails or locks', () => {
    const never = { any_of: [[condition(`${PASSWORD} lt 0`)]] };
    const holds = {
      any_of: [[condition('password-authentication.failure_count gte 5')], [condition('user.sub missing')]],
    };
    expect(places(analyze([{ failure_conditions: never, lock_conditions: holds }]))).toEqual([
      'group_never_holds /policies/0/failure_conditions/any_of/0',
    ]);
  });
});

describe('a policy', () => {
  it('is found when none of its groups can hold', () => {
    const policy = { available_methods: ['sms'], success_conditions: anyOf(['password-authentication']) };
    expect(places(analyze([policy]))).toEqual([
      `group_never_holds ${GROUP}`,
      'policy_never_succeeds /policies/0/success_conditions',
    ]);
  });
});
