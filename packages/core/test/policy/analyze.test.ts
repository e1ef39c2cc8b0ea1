import { analyze, places } from './analysis-support.js';
import { anyOf, EMAIL_POLICY, SMS_OR_EMAIL_POLICY, SMS_POLICY } from './support.js';

describe('the policies of the guide', () => {
  it.each([
    ['SMS', SMS_POLICY],
    ['e-mail', EMAIL_POLICY],
    ['SMS or e-mail', SMS_OR_EMAIL_POLICY],
  ])('give no findings for %s', (_name, policy) => {
    expect(analyze([policy])).toEqual([]);
  });

  it('give no findings with the printed order', () => {
    const step_definitions = [
      { method: 'password', order: 1 },
      { method: 'initial-registration', order: 1 },
      { method: 'sms', order: 2, requires_user: true },
    ];
    expect(analyze([{ ...SMS_POLICY, step_definitions }])).toEqual([]);
  });

  it('miss the e-mail configuration, once each', () => {
    const findings = analyze([EMAIL_POLICY], { configured: ['password', 'initial-registration', 'sms'] });
    expect(findings[0]).toEqual({
      code: 'method_without_configuration',
      pointer: '/policies/0/available_methods/2',
      message: "Method 'email' has no enabled configuration",
    });
    expect(places(findings)).toEqual([
      'method_without_configuration /policies/0/available_methods/2',
      'group_never_holds /policies/0/success_conditions/any_of/0',
      'group_never_holds /policies/0/success_conditions/any_of/1',
      'policy_never_succeeds /policies/0/success_conditions',
    ]);
  });
});

describe('methods without configuration', () => {
  const configured = ['password', 'initial-registration'] as const;

  it.each<[string, Record<string, unknown>, string]>([
    ['a condition', { lock_conditions: anyOf(['sms-authentication']) }, '/lock_conditions/any_of/0/0'],
    ['a step', { step_definitions: [{ method: 'password' }, { method: 'sms' }] }, '/step_definitions/1'],
    ['an acr', { acr_mapping_rules: { 'urn:a/b': ['password', 'sms'] } }, '/acr_mapping_rules/urn:a~1b'],
    ['an acr list', { acr_mapping_rules: [{ acr: '1', methods: ['password', 'sms'] }] }, '/acr_mapping_rules/0'],
    [
      'a scope',
      { level_of_authentication_scopes: { pay: ['password', 'sms'] } },
      '/level_of_authentication_scopes/pay',
    ],
  ])('are found where %s names them', (_what, policy, place) => {
    const found = places(analyze([policy as never], { configured }));
    expect(found.filter((line) => line.startsWith('method_'))).toEqual([
      `method_without_configuration /policies/0${place}`,
    ]);
  });

  it('are not found where nothing names them, or they may not be used', () => {
    expect(analyze([{}], { configured })).toEqual([]);
    const policy = { available_methods: ['password'], step_definitions: [{ method: 'sms' }] };
    expect(places(analyze([policy], { configured }))).toEqual([]);
  });
});

describe('steps', () => {
  const steps = (...step_definitions: object[]): readonly string[] =>
    analyze([{ available_methods: ['password', 'sms', 'email'], step_definitions } as never])
      .filter(({ code }) => code.startsWith('step_'))
      .map(({ code, pointer, message }) => `${code} ${pointer.replace('/policies/0/', '')} ${message}`);

  it('never open behind a step that cannot be taken', () => {
    expect(
      steps({ method: 'initial-registration', order: 1 }, { method: 'sms', order: 2 }, { method: 'email', order: 3 }),
    ).toEqual([
      "step_never_opens step_definitions/0 This step is never taken: 'initial-registration' is not in available_methods",
      "step_never_opens step_definitions/1 This step is never taken: step 'sms' of order 2 never opens",
      "step_never_opens step_definitions/2 This step is never taken: step 'email' of order 3 never opens",
    ]);
  });

  it('never open when all that could bind a user come later', () => {
    expect(
      steps(
        { method: 'sms', order: 1, requires_user: true },
        { method: 'password', order: 2 },
        { method: 'email', order: 2 },
      ),
    ).toEqual([
      "step_never_opens step_definitions/0 This step is never taken: 'sms' needs a user whom no method before it can bind",
      "step_never_opens step_definitions/1 This step is never taken: step 'password' of order 2 never opens",
      "step_never_opens step_definitions/2 This step is never taken: step 'email' of order 2 never opens",
    ]);
  });

  it('open after any step of each lower order, gaps included', () => {
    expect(
      steps(
        { method: 'password', order: 1 },
        { method: 'initial-registration', order: 1 },
        { method: 'sms', order: 7 },
      ),
    ).toEqual([
      "step_never_opens step_definitions/1 This step is never taken: 'initial-registration' is not in available_methods",
    ]);
  });

  it('open with a session alone when another policy brings what comes before', () => {
    const step_definitions = [
      { method: 'password', order: 1 },
      { method: 'sms', order: 2 },
    ];
    const raised = { available_methods: ['sms'], step_definitions, success_conditions: anyOf(['sms-authentication']) };
    const findings = places(analyze([{ conditions: { scopes: ['a'] } }, { conditions: { scopes: ['b'] }, ...raised }]));
    expect(findings).toEqual([
      'group_needs_session /policies/1/success_conditions/any_of/0',
      'step_never_opens /policies/1/step_definitions/0',
      'step_needs_session /policies/1/step_definitions/1',
    ]);
  });
});

describe('acr values and scopes', () => {
  it('are out of reach when their rule needs a method that cannot be performed', () => {
    const policy = {
      available_methods: ['password', 'sms'],
      acr_mapping_rules: {
        'urn:a': { all_of: ['password', 'email'] },
        'urn:b': ['email', 'sms'],
        'urn:c': ['email', 'initial-registration'],
      },
      level_of_authentication_scopes: { pay: { all_of: ['sms', 'email'] }, read: ['password'] },
    };
    expect(analyze([policy])).toEqual([
      {
        code: 'acr_never_reached',
        pointer: '/policies/0/acr_mapping_rules/urn:a',
        message: "acr 'urn:a' is never reached: 'email' is not in available_methods",
      },
      {
        code: 'acr_never_reached',
        pointer: '/policies/0/acr_mapping_rules/urn:c',
        message:
          "acr 'urn:c' is never reached: 'email' is not in available_methods; 'initial-registration' is not in available_methods",
      },
      {
        code: 'scope_never_granted',
        pointer: '/policies/0/level_of_authentication_scopes/pay',
        message: "Scope 'pay' is never granted: 'email' is not in available_methods",
      },
    ]);
  });

  it('need a session when another policy has the method', () => {
    const policy = {
      conditions: { scopes: ['a'] },
      available_methods: ['password'],
      acr_mapping_rules: [{ acr: '2', methods: { all_of: ['password', 'sms'] } }],
      level_of_authentication_scopes: { pay: ['sms'] },
    };
    expect(places(analyze([policy, { conditions: { scopes: ['b'] } }]))).toEqual([
      'acr_needs_session /policies/0/acr_mapping_rules/0',
      'scope_needs_session /policies/0/level_of_authentication_scopes/pay',
    ]);
  });

  it('are found when an acr value selects a policy that has no rule for it', () => {
    const policy = { conditions: { acr_values: ['urn:a', 'urn:b'] }, acr_mapping_rules: { 'urn:a': ['password'] } };
    expect(places(analyze([policy]))).toEqual(['acr_without_rule /policies/0/conditions/acr_values/1']);
  });
});
