import { authenticationStatus } from '../../src/policy/authentication-status.js';
import { isMethodAvailable } from '../../src/policy/steps.js';
import { after, EMAIL_POLICY, policy, SMS_OR_EMAIL_POLICY, SMS_POLICY, view, type Call } from './support.js';

const REFUSED = 'n/a';
const SUCCESS = { status: 'success', required_methods: [] };
const needs = (...required_methods: string[][]): object => ({ status: 'in_progress', required_methods });

type Expectation = typeof REFUSED | object;

const PASSWORD = 'password-authentication';
const REGISTRATION = 'initial-registration';
const SMS = 'sms-authentication';
const EMAIL = 'email-authentication';

// The rows of specification 3.9: calls so far, then the SMS, the e-mail and the SMS-or-e-mail policy.
const ROWS: readonly [string, readonly Call[], Expectation, Expectation, Expectation][] = [
  [
    'none',
    [],
    needs(['password', 'sms'], ['initial-registration', 'sms']),
    needs(['password', 'email'], ['initial-registration', 'email']),
    needs(
      ['password', 'sms'],
      ['password', 'email'],
      ['initial-registration', 'sms'],
      ['initial-registration', 'email'],
    ),
  ],
  ['password', [PASSWORD], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
  ['password twice', [PASSWORD, PASSWORD], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
  ['password, sms', [PASSWORD, SMS], SUCCESS, REFUSED, SUCCESS],
  ['password, email', [PASSWORD, EMAIL], REFUSED, SUCCESS, SUCCESS],
  ['initial-registration', [REGISTRATION], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
  ['initial-registration, sms', [REGISTRATION, SMS], SUCCESS, REFUSED, SUCCESS],
  ['initial-registration, email', [REGISTRATION, EMAIL], REFUSED, SUCCESS, SUCCESS],
  ['sms alone', [SMS], needs(['password']), REFUSED, needs(['password'])],
  ['sms, then password of the same user', [SMS, PASSWORD], SUCCESS, REFUSED, SUCCESS],
  [
    'sms, then right password of another user',
    [SMS, `!${PASSWORD}`],
    needs(['password']),
    REFUSED,
    needs(['password']),
  ],
  ['sms, email of the same user', [SMS, EMAIL], REFUSED, REFUSED, needs(['password'])],
  [
    'password, challenge only',
    [PASSWORD, 'sms-authentication-challenge'],
    needs(['sms']),
    REFUSED,
    needs(['sms'], ['email']),
  ],
];

const METHOD_OF: Readonly<Record<string, 'sms' | 'email'>> = {
  [SMS]: 'sms',
  [EMAIL]: 'email',
  'sms-authentication-challenge': 'sms',
};

describe.each([
  ['SMS', SMS_POLICY, 2],
  ['e-mail', EMAIL_POLICY, 3],
  ['SMS-or-e-mail', SMS_OR_EMAIL_POLICY, 4],
] as const)('the %s policy', (_name, document, column) => {
  const compiled = policy(document);

  it.each(ROWS.map((row) => [row[0], row[1], row[column]] as const))('after %s', (_calls, calls, expected) => {
    const refused = calls
      .flatMap((call) => METHOD_OF[call] ?? [])
      .filter((method) => !isMethodAvailable(compiled, method));
    expect(refused.length > 0 ? REFUSED : authenticationStatus(view(compiled, after(calls)))).toEqual(
      expected === REFUSED ? REFUSED : expect.objectContaining(expected),
    );
  });
});
