import { asset } from './assets.js';

interface NextStep {
  nextStep(viewData: object, status: object): { readonly kind: string; readonly methods: readonly string[] };
  canSwitchAccount(viewData: object, status: object): boolean;
  phoneAtRegistration(viewData: object, status: object): string;
  asksDestination(viewData: object, method: string): boolean;
  asksUsername(viewData: object): boolean;
}

const { nextStep, canSwitchAccount, phoneAtRegistration, asksDestination, asksUsername } =
  await asset<NextStep>('next-step');

/** Nobody is bound, everything is allowed, unless `more` says otherwise. */
const viewData = (more: object = {}): object => ({ available_methods: [], step_definitions: [], ...more });

const status = (requiredMethods: readonly string[][], more: object = {}): object => ({
  status: 'in_progress',
  interaction_results: {},
  authentication_methods: [],
  required_methods: requiredMethods,
  ...more,
});

const step = (method: string, more: object = {}): object => ({
  method,
  order: 0,
  requires_user: false,
  allow_registration: false,
  ...more,
});

const MFA = [
  ['password', 'sms'],
  ['initial-registration', 'sms'],
];
const PHONE = { destinations: { phone_number: '+81********78' } };

describe('what the sign-in page offers next', () => {
  it('begins with an account, although the code alone would be taken as well', () => {
    expect(nextStep(viewData(), status(MFA))).toEqual({
      kind: 'authenticate',
      methods: ['password', 'initial-registration'],
    });
  });

  it('goes on with the code once the account is known', () => {
    expect(nextStep(viewData(PHONE), status([['sms']])).methods).toEqual(['sms']);
  });

  it('begins with a code where a code suffices', () => {
    expect(nextStep(viewData(), status([['password'], ['sms']])).methods).toEqual(['password', 'sms']);
  });

  it('leaves out a channel on which the user cannot be reached, unless there is no other', () => {
    expect(nextStep(viewData(PHONE), status([['sms'], ['email']])).methods).toEqual(['sms']);
    expect(nextStep(viewData({ destinations: {} }), status([['email']])).methods).toEqual(['email']);
  });

  it('keeps to the order of the steps', () => {
    const steps = [step('sms', { order: 1 }), step('password', { order: 2 })];

    expect(nextStep(viewData({ step_definitions: steps }), status([['password', 'sms']])).methods).toEqual(['sms']);
  });

  it('offers what opens the way, when no sufficient method may be used yet', () => {
    const steps = [step('password', { order: 1 }), step('sms', { order: 2 })];
    const withUser = [step('sms', { requires_user: true })];

    expect(nextStep(viewData({ step_definitions: steps }), status([['sms']])).methods).toEqual(['password']);
    expect(
      nextStep(viewData({ step_definitions: withUser, available_methods: ['password', 'sms'] }), status([['sms']]))
        .methods,
    ).toEqual(['password']);
  });

  it('tries what was not done yet, when no set of methods is known to suffice', () => {
    const after = { authentication_methods: ['password'] };

    expect(nextStep(viewData({ available_methods: ['password', 'sms'], ...PHONE }), status([], after)).methods).toEqual(
      ['sms'],
    );
  });

  it('completes a success, unless the requested level needs more', () => {
    expect(nextStep(viewData(), status([], { status: 'success' })).kind).toBe('complete');
    expect(nextStep(viewData(PHONE), status([['sms']], { status: 'success' })).kind).toBe('authenticate');
  });

  it.each(['failure', 'locked'])('offers nothing after %s', (state) => {
    expect(nextStep(viewData(), status([], { status: state }))).toEqual({ kind: 'ended', methods: [] });
  });
});

describe('what the sign-in page asks for', () => {
  it('demands a phone number at registration only where no way goes without SMS', () => {
    const either = [...MFA, ['initial-registration', 'email']];
    const enrols = { step_definitions: [step('sms', { allow_registration: true })] };

    expect(phoneAtRegistration(viewData(), status(MFA))).toBe('required');
    expect(phoneAtRegistration(viewData(), status(either))).toBe('optional');
    expect(phoneAtRegistration(viewData(enrols), status(MFA))).toBe('optional');
    expect(phoneAtRegistration(viewData({ available_methods: ['password'] }), status([]))).toBe('none');
  });

  it('asks a bound user for a destination only to enrol a first one', () => {
    const enrols = { step_definitions: [step('sms', { allow_registration: true })] };

    expect(asksDestination(viewData(), 'sms')).toBe(true);
    expect(asksDestination(viewData(PHONE), 'sms')).toBe(false);
    expect(asksDestination(viewData({ destinations: {} }), 'sms')).toBe(false);
    expect(asksDestination(viewData({ destinations: {}, ...enrols }), 'sms')).toBe(true);
    expect(asksDestination(viewData({ ...PHONE, ...enrols }), 'sms')).toBe(false);
  });

  it('asks no user name where the server puts in that of the bound user', () => {
    const steps = { step_definitions: [step('password', { requires_user: true })] };

    expect(asksUsername(viewData({ ...PHONE, ...steps }))).toBe(false);
    expect(asksUsername(viewData(PHONE))).toBe(true);
  });

  it('lets another user take over while only factors of the session count', () => {
    const carried = { 'password-authentication': { success_count: 1, carried_over: true } };
    const own = { 'sms-authentication': { success_count: 1, carried_over: false } };

    expect(canSwitchAccount(viewData(PHONE), status([], { interaction_results: carried }))).toBe(true);
    expect(canSwitchAccount(viewData(PHONE), status([], { interaction_results: { ...carried, ...own } }))).toBe(false);
    expect(canSwitchAccount(viewData(), status([]))).toBe(false);
  });
});
