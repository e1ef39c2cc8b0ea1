import { isMethodAvailable, isMethodOpen, stepOf } from '../../src/policy/steps.js';
import { after, emptySnapshot, policy } from './support.js';

const ordered = policy({
  step_definitions: [
    { method: 'password', order: 1 },
    { method: 'initial-registration', order: 1 },
    { method: 'sms', order: 3, requires_user: true, allow_registration: true },
    { method: 'email' },
  ],
});

describe('the order of steps', () => {
  it('opens the lowest order and order 0 at once', () => {
    const open = (['password', 'initial-registration', 'sms', 'email', 'cancel'] as const).filter((method) =>
      isMethodOpen(ordered, emptySnapshot(), method),
    );
    expect(open).toEqual(['password', 'initial-registration', 'email', 'cancel']);
  });

  it.each(['password-authentication', 'initial-registration'])('opens the next order in use after one %s', (first) => {
    expect(isMethodOpen(ordered, after([first]), 'sms')).toBe(true);
  });

  it('is not moved by failures or by steps that may come any time', () => {
    expect(isMethodOpen(ordered, after(['!password-authentication', 'email-authentication']), 'sms')).toBe(false);
  });

  it('wants every lower order', () => {
    const three = policy({
      step_definitions: [
        { method: 'password', order: 1 },
        { method: 'sms', order: 2 },
        { method: 'email', order: 3 },
      ],
    });
    expect(isMethodOpen(three, after(['password-authentication']), 'email')).toBe(false);
    expect(isMethodOpen(three, after(['sms-authentication']), 'email')).toBe(false);
    expect(isMethodOpen(three, after(['password-authentication', 'sms-authentication']), 'email')).toBe(true);
  });

  it('does not exist without definitions', () => {
    expect(isMethodOpen(policy(), emptySnapshot(), 'sms')).toBe(true);
  });
});

describe('a step', () => {
  it('is found by its method', () => {
    expect(stepOf(ordered, 'sms')).toEqual({ method: 'sms', order: 3, requiresUser: true, allowRegistration: true });
    expect(stepOf(ordered, 'email')).toEqual({
      method: 'email',
      order: 0,
      requiresUser: false,
      allowRegistration: false,
    });
    expect(stepOf(ordered, 'cancel')).toBeUndefined();
  });
});

describe('available methods', () => {
  it('are all when none are listed, else those listed and cancel', () => {
    expect(isMethodAvailable(policy(), 'sms')).toBe(true);
    const narrow = policy({ available_methods: ['password'] });
    expect((['password', 'sms', 'cancel'] as const).map((method) => isMethodAvailable(narrow, method))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
