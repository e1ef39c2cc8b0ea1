import type { JsonObject, JsonValue } from '../../src/json/json.js';
import { toPolicyDocument } from '../../src/policy/document/policy-document.js';
import { anyOf, compile, EMAIL_POLICY, POLICY_ID, SMS_OR_EMAIL_POLICY, SMS_POLICY } from './support.js';

const minimal: JsonObject = { success_conditions: anyOf(['password-authentication']) };

function problems(document: JsonValue): readonly string[] {
  return compile(document).violations.violations.map(({ pointer, message }) => `${pointer} ${message}`);
}

function policyProblems(policy: JsonValue): readonly string[] {
  return problems({ flow: 'oauth', policies: [policy] }).map((problem) => problem.replace('/policies/0', ''));
}

function conditionProblems(condition: JsonValue): readonly string[] {
  return policyProblems({ success_conditions: { any_of: [[condition]] } }).map((problem) =>
    problem.replace('/success_conditions/any_of/0/0', ''),
  );
}

describe('a policy configuration', () => {
  it('compiles with its defaults', () => {
    const { configuration, violations } = compile({ flow: 'oauth', policies: [minimal] });
    expect(violations.isEmpty).toBe(true);
    expect(configuration).toMatchObject({ id: POLICY_ID, version: 1, flow: 'oauth', enabled: true });
    expect(configuration?.policies[0]).toMatchObject({
      priority: 0,
      conditions: { clientIds: [], acrValues: [], scopes: [] },
      availableMethods: [],
      failure: [],
      lock: [],
      steps: [],
      acrRules: [],
      scopeRules: [],
      authSessionBindingRequired: false,
      builtIn: false,
    });
  });

  it('compiles the three policies of the guide', () => {
    for (const policy of [SMS_POLICY, EMAIL_POLICY, SMS_OR_EMAIL_POLICY]) {
      expect(problems({ id: POLICY_ID, flow: 'oauth', enabled: true, policies: [policy] })).toEqual([]);
    }
  });

  it('reports everything at once, each with its place', () => {
    const document = {
      id: 'x',
      flow: 'saml',
      enabled: 'yes',
      extra: 1,
      policies: [
        {
          description: 1,
          priority: 1.5,
          conditions: { scopes: 'openid', client_ids: [1], audience: [] },
          available_methods: ['sms', 'fido', 2],
          success_conditions: {
            any_of: [[{ path: '$.sms-authentication.success_count', operation: 'atleast', value: 1 }], []],
          },
          lock_conditions: { any_of: [{}] },
          auth_session_binding_required: 0,
        },
        'policy',
        {},
      ],
    };
    expect([...problems(document)].sort()).toEqual(
      [
        '/id not a UUID',
        '/flow unknown value',
        '/enabled wrong type',
        '/extra unknown property',
        '/policies/0/description wrong type',
        '/policies/0/priority wrong type',
        '/policies/0/conditions/scopes wrong type',
        '/policies/0/conditions/client_ids/0 wrong type',
        '/policies/0/conditions/audience unknown property',
        '/policies/0/available_methods/1 unknown value',
        '/policies/0/available_methods/2 wrong type',
        '/policies/0/success_conditions/any_of/0/0/operation unknown operation',
        '/policies/0/success_conditions/any_of/1 out of range',
        '/policies/0/lock_conditions/any_of/0 wrong type',
        '/policies/0/auth_session_binding_required wrong type',
        '/policies/1 wrong type',
        '/policies/2/success_conditions required',
      ].sort(),
    );
    expect(compile(document).configuration).toBeUndefined();
  });

  it.each<[string, JsonValue, readonly string[]]>([
    ['null', null, [' wrong type']],
    ['a list', [], [' wrong type']],
    ['an empty object', {}, ['/flow required', '/policies required']],
    ['no policies', { flow: 'oauth', policies: [] }, ['/policies out of range']],
    ['more than 50', { flow: 'oauth', policies: Array<JsonObject>(51).fill(minimal) }, ['/policies out of range']],
    [
      'another id than its own',
      { id: '00000000-0000-4000-8000-000000000000', flow: 'oauth', policies: [minimal] },
      ['/id cannot be changed'],
    ],
    ['its own id in capitals', { id: POLICY_ID.toUpperCase(), flow: 'oauth', policies: [minimal] }, []],
  ])('of %s is judged', (_what, document, expected) => {
    expect(problems(document)).toEqual(expected);
  });
});

describe('condition groups', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['success without groups', { success_conditions: { any_of: [] } }, ['/success_conditions/any_of out of range']],
    ['success without any_of', { success_conditions: {} }, ['/success_conditions/any_of required']],
    [
      'success with an empty group',
      { success_conditions: { any_of: [[]] } },
      ['/success_conditions/any_of/0 out of range'],
    ],
    ['failure without groups', { ...minimal, failure_conditions: { any_of: [] }, lock_conditions: {} }, []],
    [
      'failure with an empty group',
      { ...minimal, failure_conditions: { any_of: [[]] } },
      ['/failure_conditions/any_of/0 out of range'],
    ],
    [
      'null for none',
      { ...minimal, lock_conditions: null, conditions: null },
      ['/conditions wrong type', '/lock_conditions wrong type'],
    ],
    [
      'another connective',
      { success_conditions: { all_of: [] } },
      ['/success_conditions/all_of unknown property', '/success_conditions/any_of required'],
    ],
  ])('%s', (_what, policy, expected) => {
    expect(policyProblems(policy)).toEqual(expected);
  });
});

describe('the path of a condition', () => {
  it.each([
    '$.password-authentication.success_count',
    "$['sms-authentication']['failure_count']",
    '$.sms-authentication-challenge.call_count',
    '$.authentication-cancel.success_count',
    '$.email-authentication..success_count',
    '$.user.status',
    '$.user.roles[0]',
    '$.user.custom_properties.tier',
    '$.user..tier',
  ])('may be %s', (path) => {
    expect(conditionProblems({ path, operation: 'exists' })).toEqual([]);
  });

  it.each([
    '$',
    '$.user',
    '$.sms-authentication',
    '$..success_count',
    '$.*.success_count',
    "$['user','sms-authentication'].sub",
    '$.fido-authentication.success_count',
    '$.toString.length',
    '$.sms-authentication.verification_code',
    '$.sms-authentication.*',
    '$.user.email',
    '$.user[0]',
    '$.request_body.code',
    '$.user[?(@.a)]',
    'user.status',
    '',
  ])('may not be %s', (path) => {
    expect(conditionProblems({ path, operation: 'exists' })).toEqual(['/path invalid path']);
  });

  it('is required, like the operation', () => {
    expect(conditionProblems({})).toEqual(['/path required', '/operation required']);
    expect(conditionProblems({ path: 1, operation: 'exists', when: 1 })).toEqual([
      '/when unknown property',
      '/path wrong type',
    ]);
  });

  it('goes with a value that fits the operation', () => {
    const path = '$.sms-authentication.success_count';
    expect(conditionProblems({ path, operation: 'gte', value: '1' })).toEqual(['/value wrong type']);
    expect(conditionProblems({ path, operation: 'gte', type: 'string', value: 1 })).toEqual(['/type not allowed']);
    expect(conditionProblems({ path, operation: 'in', value: [] })).toEqual(['/value out of range']);
  });
});

describe('acr and scope rules', () => {
  const rules = (acr_mapping_rules: JsonValue): readonly string[] => policyProblems({ ...minimal, acr_mapping_rules });

  it('refuses names like integers in the object form, which would lose their order', () => {
    expect(rules({ b: ['sms'], '1': ['password'], '007': ['email'] })).toEqual([
      '/acr_mapping_rules/1 not allowed',
      '/acr_mapping_rules/007 not allowed',
    ]);
  });

  it('takes all names in the list form, each once, in the order written', () => {
    const acr_mapping_rules = [
      { acr: '2', methods: ['sms', 'sms'] },
      { acr: '1', methods: { all_of: ['password', 'sms'] } },
    ];
    expect(
      compile({ flow: 'oauth', policies: [{ ...minimal, acr_mapping_rules }] }).configuration?.policies[0]?.acrRules,
    ).toEqual([
      { acr: '2', rule: { kind: 'any_of', methods: ['sms'] } },
      { acr: '1', rule: { kind: 'all_of', methods: ['password', 'sms'] } },
    ]);
    expect(
      rules([
        { acr: '1', methods: ['sms'] },
        { acr: '1', methods: ['email'] },
      ]),
    ).toEqual(['/acr_mapping_rules/1/acr not allowed']);
  });

  it.each<[string, JsonValue, readonly string[]]>([
    ['an empty list', { a: [] }, ['/acr_mapping_rules/a out of range']],
    ['an empty all_of', { a: { all_of: [] } }, ['/acr_mapping_rules/a/all_of out of range']],
    ['a method by itself', { a: 'sms' }, ['/acr_mapping_rules/a wrong type']],
    ['null', { a: null }, ['/acr_mapping_rules/a wrong type']],
    [
      'an unknown connective',
      { a: { any_of: ['sms'] } },
      ['/acr_mapping_rules/a/any_of unknown property', '/acr_mapping_rules/a/all_of required'],
    ],
    ['an unknown method', { 'a/b': ['fido'] }, ['/acr_mapping_rules/a~1b/0 unknown value']],
    ['a list entry without name', [{ methods: ['sms'] }], ['/acr_mapping_rules/0/acr required']],
    ['text', 'sms', ['/acr_mapping_rules wrong type']],
  ])('refuses %s as rules', (_what, document, expected) => {
    expect(rules(document)).toEqual(expected);
  });

  it('checks the rules of scopes alike', () => {
    expect(
      policyProblems({
        ...minimal,
        level_of_authentication_scopes: { transfers: { all_of: ['password', 'fido'] }, '1': ['sms'] },
      }),
    ).toEqual(['/level_of_authentication_scopes/transfers/all_of/1 unknown value']);
  });
});

describe('step definitions', () => {
  it('are checked, one a method, and unused fields are noticed', () => {
    const step_definitions = [
      { method: 'sms', order: 2, requires_user: true, verification_source: 'x', registration_mode: null },
      { method: 'sms' },
      { method: 'cancel' },
      { order: -1, requires_user: 'yes' },
    ];
    const { violations } = compile({ flow: 'oauth', policies: [{ ...minimal, step_definitions }] });
    expect(violations.violations.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
      '/policies/0/step_definitions/1/method not allowed',
      '/policies/0/step_definitions/2/method unknown value',
      '/policies/0/step_definitions/3/method required',
      '/policies/0/step_definitions/3/order out of range',
      '/policies/0/step_definitions/3/requires_user wrong type',
    ]);
    expect(violations.warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'unused_step_field /policies/0/step_definitions/0/verification_source',
      'unused_step_field /policies/0/step_definitions/0/registration_mode',
    ]);
  });
});

describe('the echoed document', () => {
  it('fills in the defaults of the outermost level and nothing else', () => {
    expect(toPolicyDocument({ flow: 'oauth', policies: [minimal] }, { id: POLICY_ID })).toEqual({
      id: POLICY_ID,
      flow: 'oauth',
      enabled: true,
      policies: [minimal],
    });
  });

  it('keeps on PUT what is left out, and never hides what was written', () => {
    const current = { id: POLICY_ID, flow: 'oauth', enabled: false };
    expect(toPolicyDocument({ policies: [] }, current)).toEqual({ ...current, policies: [] });
    expect(toPolicyDocument({ id: 'other', flow: 'saml', enabled: true }, current)).toEqual({
      id: 'other',
      flow: 'saml',
      enabled: true,
    });
  });

  it('leaves a missing flow missing on POST, so that it is refused', () => {
    expect(problems(toPolicyDocument({ policies: [minimal] }, { id: POLICY_ID }))).toEqual(['/flow required']);
  });
});
