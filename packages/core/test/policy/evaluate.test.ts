import type { JsonObject } from '../../src/json/json.js';
import { BUILT_IN_POLICY } from '../../src/policy/built-in-policy.js';
import { deriveState, evaluationDocument } from '../../src/policy/evaluate.js';
import type { AuthenticationPolicy } from '../../src/policy/authentication-policy.js';
import type { TransactionSnapshot } from '../../src/transaction/snapshot.js';
import { after, anyOf, bound, emptySnapshot, policy, SUB, user, view } from './support.js';

const state = (ofPolicy: AuthenticationPolicy, snapshot: TransactionSnapshot): string =>
  deriveState(ofPolicy, snapshot, view(ofPolicy, snapshot).document);

const failures = (interaction: string, count: number): JsonObject => ({
  any_of: [[{ path: `$.${interaction}.failure_count`, type: 'integer', operation: 'gte', value: count }]],
});

describe('the evaluation document', () => {
  it('shows interactions once called and the user once bound, and nothing else', () => {
    const snapshot = after(['!password-authentication', 'password-authentication']);
    expect(evaluationDocument(snapshot, user)).toEqual({
      'password-authentication': {
        operation_type: 'AUTHENTICATION',
        method: 'password',
        call_count: 2,
        success_count: 1,
        failure_count: 1,
        interaction_time: '2025-01-19T10:00:01.123Z',
      },
      user: {
        sub: SUB,
        status: 'REGISTERED',
        provider_id: 'tessera',
        has_password: true,
        email_verified: true,
        phone_number_verified: false,
        roles: [],
        permissions: [],
        custom_properties: {},
      },
    });
  });

  it('is empty at the start, even when a user is handed in that nobody bound', () => {
    expect(evaluationDocument(emptySnapshot(), user)).toEqual({});
  });

  it('includes pending changes of a stored user', () => {
    const snapshot = {
      ...emptySnapshot(),
      user: { ...bound(), pending: { phoneNumberVerified: true, customProperties: { tier: 'gold' } } },
    };
    expect(evaluationDocument(snapshot, user)).toMatchObject({
      user: { phone_number_verified: true, custom_properties: { tier: 'gold' } },
    });
  });

  it('shows a user that this login registers, and the permissions of one that has any', () => {
    expect(evaluationDocument(after(['initial-registration']), undefined)).toMatchObject({
      user: { sub: SUB, status: 'INITIALIZED' },
    });
    const operator = { ...user, roles: ['admin'], permissions: ['idp:*'] };
    expect(evaluationDocument({ ...emptySnapshot(), user: bound() }, operator)).toMatchObject({
      user: { roles: ['admin'], permissions: ['idp:*'] },
    });
  });

  it('never shows another user than the bound one', () => {
    expect(evaluationDocument({ ...emptySnapshot(), user: bound() }, { ...user, sub: 'other' })).toEqual({});
  });
});

describe('the state of a transaction', () => {
  const password = policy();
  const strict = policy({
    failure_conditions: failures('password-authentication', 2),
    lock_conditions: failures('password-authentication', 3),
  });

  it('is success when the conditions hold', () => {
    expect(state(password, after(['password-authentication']))).toBe('success');
  });

  it('is in progress before, and after a failure without a failure rule', () => {
    expect(state(password, emptySnapshot())).toBe('in_progress');
    expect(state(password, after(['!password-authentication']))).toBe('in_progress');
  });

  it.each([
    [1, 'in_progress'],
    [2, 'failure'],
    [3, 'locked'],
  ])('after %d wrong passwords is %s by the rules', (count, expected) => {
    expect(state(strict, after(Array<string>(count).fill('!password-authentication')))).toBe(expected);
  });

  it('prefers a lock and a failure over success', () => {
    const wrong = Array<string>(3).fill('!password-authentication');
    expect(state(strict, after([...wrong, 'password-authentication']))).toBe('locked');
    expect(state(strict, after([...wrong.slice(1), 'password-authentication']))).toBe('failure');
  });

  it('stays locked and failed for good', () => {
    expect(state(password, { ...after(['password-authentication']), state: 'locked' })).toBe('locked');
    expect(state(password, { ...after(['password-authentication']), state: 'failure' })).toBe('failure');
    expect(state(strict, { ...after(Array<string>(3).fill('!password-authentication')), state: 'failure' })).toBe(
      'locked',
    );
  });

  it('is failure after a cancellation, whatever the policy says', () => {
    expect(state(password, after(['password-authentication', 'authentication-cancel']))).toBe('failure');
    expect(state(password, { ...after(['password-authentication']), cancelled: true })).toBe('failure');
  });

  it('is derived anew from success: further factors are allowed and can fail it', () => {
    const snapshot = { ...after(['password-authentication']), state: 'success' as const };
    expect(
      state(
        policy({ failure_conditions: failures('sms-authentication', 1) }),
        after(['!sms-authentication'], snapshot),
      ),
    ).toBe('failure');
  });

  it('is not success without a proof, even when the conditions hold', () => {
    const careless = policy({
      success_conditions: { any_of: [[{ path: '$.password-authentication.failure_count', operation: 'missing' }]] },
    });
    expect(state(careless, emptySnapshot())).toBe('in_progress');
    expect(state(careless, { ...emptySnapshot(), user: bound() })).toBe('in_progress');
    expect(state(careless, after(['sms-authentication-challenge'], { ...emptySnapshot(), user: bound() }))).toBe(
      'in_progress',
    );
    expect(state(careless, after(['sms-authentication']))).toBe('success');
  });

  it('is not success without a bound user', () => {
    const { user: _nobody, ...unbound } = after(['password-authentication']);
    expect(state(password, unbound)).toBe('in_progress');
  });

  it('can depend on the user', () => {
    const verified = policy({
      success_conditions: { any_of: [[{ path: '$.user.phone_number_verified', operation: 'eq', value: true }]] },
    });
    const snapshot = after(['sms-authentication']);
    expect(state(verified, snapshot)).toBe('in_progress');
    expect(state(verified, { ...snapshot, user: { ...bound(), pending: { phoneNumberVerified: true } } })).toBe(
      'success',
    );
  });

  it.each(['password-authentication', 'initial-registration', 'sms-authentication', 'email-authentication'])(
    'is success by the built-in policy after one %s',
    (interaction) => {
      expect(state(BUILT_IN_POLICY, after([interaction]))).toBe('success');
      expect(state(BUILT_IN_POLICY, after([`!${interaction}`]))).toBe('in_progress');
    },
  );

  it('never succeeds by a challenge', () => {
    expect(
      state(
        policy({ success_conditions: anyOf(['sms-authentication-challenge']) }),
        after(['sms-authentication-challenge'], { ...emptySnapshot(), user: bound() }),
      ),
    ).toBe('in_progress');
  });
});
