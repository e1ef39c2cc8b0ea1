import { authenticationStatus } from '../../src/policy/authentication-status.js';
import { BUILT_IN_POLICY } from '../../src/policy/built-in-policy.js';
import { explainPolicy } from '../../src/policy/explain.js';
import { after, atLeastOnce, emptySnapshot, policy, SMS_POLICY, view } from './support.js';

// Specification 3.10, to the letter.
const EXAMPLE = `{"status":"in_progress",
 "interaction_results":{"password-authentication":{"operation_type":"AUTHENTICATION","method":"password","call_count":1,"success_count":1,"failure_count":0,"interaction_time":"2025-01-19T10:00:00.123Z","carried_over":false}},
 "authentication_methods":["password"],
 "required_methods":[["sms"]],
 "explain":{
  "policy":{"description":"mfa_required_for_registration_and_login","priority":10,"fallback":false,"built_in":false},
  "success":{"holds":false,"groups":[
   {"index":0,"holds":false,"reachable":true,"conditions":[
     {"path":"$.password-authentication.success_count","operation":"gte","value":1,"actual":1,"holds":true,"reason":"holds"},
     {"path":"$.sms-authentication.success_count","operation":"gte","value":1,"holds":false,"reason":"missing"}],
    "still_needed":["sms"]},
   {"index":1,"holds":false,"reachable":false,"conditions":[
     {"path":"$.initial-registration.success_count","operation":"gte","value":1,"holds":false,"reason":"missing"},
     {"path":"$.sms-authentication.success_count","operation":"gte","value":1,"holds":false,"reason":"missing"}],
    "still_needed":["initial-registration","sms"]}]},
  "failure":{"holds":false,"groups":[]},
  "lock":{"holds":false,"groups":[]},
  "acr":{"requested":[],"achieved":null,"satisfied":true,"still_needed":[]}}}`;

describe('explaining a transaction', () => {
  it('gives the document of the specification, members in the same order', () => {
    const status = authenticationStatus(view(policy(SMS_POLICY), after(['password-authentication'])), 'caller');
    expect(JSON.stringify(status)).toBe(JSON.stringify(JSON.parse(EXAMPLE)));
  });

  it('is left out unless asked for', () => {
    expect(authenticationStatus(view(policy(SMS_POLICY), emptySnapshot()))).toEqual({
      status: 'in_progress',
      interaction_results: {},
      authentication_methods: [],
      required_methods: [
        ['password', 'sms'],
        ['initial-registration', 'sms'],
      ],
    });
  });

  const guarded = policy({
    available_methods: ['password', 'sms'],
    success_conditions: {
      any_of: [
        [
          atLeastOnce('password-authentication'),
          { path: '$.user.custom_properties.tier', operation: 'eq', value: 'gold' },
        ],
        [atLeastOnce('email-authentication')],
        [{ path: '$.password-authentication.success_count', type: 'string', operation: 'eq', value: '1' }],
        [
          { path: '$.password-authentication.success_count', operation: 'gt', value: 5 },
          { path: '$.user.sub', operation: 'exists' },
        ],
      ],
    },
    failure_conditions: { any_of: [[{ path: '$.password-authentication.failure_count', operation: 'gte', value: 3 }]] },
    lock_conditions: { any_of: [[{ path: '$.user.status', operation: 'eq', value: 'LOCKED' }]] },
  });
  const snapshot = after(['!password-authentication', 'password-authentication']);

  it('tells the caller nothing about the user nor how to fail or lock', () => {
    const explained = explainPolicy(view(guarded, snapshot), 'caller');
    expect(explained['success']).toMatchObject({
      groups: [
        {
          reachable: true,
          still_needed: null,
          conditions: [
            { reason: 'holds' },
            { path: '$.user.custom_properties.tier', operation: 'eq', holds: false, reason: 'missing' },
          ],
        },
        { reachable: false, still_needed: ['email'] },
        { still_needed: ['password'], conditions: [{ actual: 1, reason: 'wrong_type' }] },
        {
          still_needed: ['password'],
          conditions: [
            { actual: 1, reason: 'not_satisfied' },
            { path: '$.user.sub', operation: 'exists', holds: true, reason: 'holds' },
          ],
        },
      ],
    });
    expect(explained).toMatchObject({ failure: { holds: false, groups: [] }, lock: { holds: false, groups: [] } });
    expect(JSON.stringify(explained)).not.toMatch(/gold|LOCKED|7d8f2f0a/);
  });

  it('tells an operator everything', () => {
    const explained = explainPolicy(view(guarded, snapshot), 'operator');
    expect(explained).toMatchObject({
      failure: {
        holds: false,
        groups: [
          {
            index: 0,
            holds: false,
            conditions: [
              {
                path: '$.password-authentication.failure_count',
                operation: 'gte',
                value: 3,
                actual: 1,
                holds: false,
                reason: 'not_satisfied',
              },
            ],
          },
        ],
      },
      lock: {
        holds: false,
        groups: [
          { conditions: [{ path: '$.user.status', value: 'LOCKED', actual: 'REGISTERED', reason: 'not_satisfied' }] },
        ],
      },
    });
    expect(JSON.stringify(explained)).toContain('gold');
  });

  it('describes acr, fallback and the built-in policy', () => {
    const rated = policy({ acr_mapping_rules: { mfa: { all_of: ['password', 'sms'] }, one: ['password'] } });
    const asFallback = {
      ...after(['password-authentication'], emptySnapshot(['mfa'])),
      policy: { kind: 'configured', configurationId: 'c', version: 1, index: 0, fallback: true } as const,
    };
    expect(explainPolicy(view(rated, asFallback), 'caller')).toMatchObject({
      policy: { description: null, fallback: true, built_in: false },
      acr: { requested: ['mfa'], achieved: 'one', satisfied: false, still_needed: ['sms'] },
    });
    expect(
      explainPolicy(view(BUILT_IN_POLICY, { ...emptySnapshot(), policy: { kind: 'built_in' } }), 'caller'),
    ).toMatchObject({
      policy: { description: null, priority: 0, fallback: false, built_in: true },
      success: {
        groups: [
          { still_needed: ['initial-registration'] },
          { still_needed: ['password'] },
          { still_needed: ['sms'] },
          { still_needed: ['email'] },
        ],
      },
    });
  });

  it('names the shortest way to a requested acr', () => {
    const rated = policy({ acr_mapping_rules: { mfa: { all_of: ['password', 'sms'] }, otp: ['email'] } });
    expect(explainPolicy(view(rated, emptySnapshot(['mfa', 'otp'])), 'caller')).toMatchObject({
      acr: { satisfied: false, still_needed: ['email'] },
    });
  });

  it('marks factors carried over from a session', () => {
    const carried = after(['password-authentication']);
    const results = Object.fromEntries(
      Object.entries(carried.results).map(([name, result]) => [name, { ...result, carriedOver: true }]),
    );
    expect(authenticationStatus(view(policy(), { ...carried, results }))).toMatchObject({
      status: 'success',
      interaction_results: { 'password-authentication': { carried_over: true } },
    });
  });
});
