import { EMAIL_POLICY, SMS_OR_EMAIL_POLICY, SMS_POLICY } from '../policy/support.js';
import { internalEmail, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const KNOWN = { preferredUsername: 'a@example.com', email: 'a@example.com', phoneNumber: '+819012345678' };
const OTHER = { preferredUsername: 'b@example.com', email: 'b@example.com', phoneNumber: '+819012345679' };
const NEW = { email: 'new@example.com', password: 'Test1234!', name: 'New User', phone_number: '+81-90-8765-4321' };

type Call = 'password' | 'password of another user' | 'initial-registration' | 'sms' | 'sms challenge' | 'email';
type State = 'success' | 'in_progress';

const NOT_AVAILABLE = 'n/a';
type Expectation = readonly [State, readonly (readonly string[])[]] | typeof NOT_AVAILABLE;
const success: Expectation = ['success', []];
const needs = (...sets: string[][]): Expectation => ['in_progress', sets];
const FROM_NOTHING = (second: string): string[][] => [
  ['password', second],
  ['initial-registration', second],
];

/** The table of specification 3.9, to be walked through the whole engine. */
const ROWS: readonly (readonly [calls: readonly Call[], sms: Expectation, email: Expectation, either: Expectation])[] =
  [
    [
      [],
      needs(...FROM_NOTHING('sms')),
      needs(...FROM_NOTHING('email')),
      needs(
        ['password', 'sms'],
        ['password', 'email'],
        ['initial-registration', 'sms'],
        ['initial-registration', 'email'],
      ),
    ],
    [['password'], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
    [['password', 'password'], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
    [['password', 'sms'], success, NOT_AVAILABLE, success],
    [['password', 'email'], NOT_AVAILABLE, success, success],
    [['initial-registration'], needs(['sms']), needs(['email']), needs(['sms'], ['email'])],
    [['initial-registration', 'sms'], success, NOT_AVAILABLE, success],
    [['initial-registration', 'email'], NOT_AVAILABLE, success, success],
    [['sms'], needs(['password']), NOT_AVAILABLE, needs(['password'])],
    [['sms', 'password'], success, NOT_AVAILABLE, success],
    [['sms', 'password of another user'], needs(['password']), NOT_AVAILABLE, needs(['password'])],
    [['sms', 'email'], NOT_AVAILABLE, NOT_AVAILABLE, needs(['password'])],
    [['password', 'sms challenge'], needs(['sms']), NOT_AVAILABLE, needs(['sms'], ['email'])],
  ];

describe.each([
  ['SMS', SMS_POLICY, 1],
  ['e-mail', EMAIL_POLICY, 2],
  ['SMS-or-e-mail', SMS_OR_EMAIL_POLICY, 3],
] as const)('a login under the %s policy of the guide', (_name, policy, column) => {
  let engine: TestEngine;
  let login: Login;

  beforeEach(async () => {
    engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.configure(internalEmail());
    await engine.policy(policy);
    for (const user of [KNOWN, OTHER]) await engine.user(user);
    login = await engine.start();
  });

  /** Makes a call as a page does; answers the status and error of the last request. */
  async function call(name: Call): Promise<{ readonly status: number; readonly description: unknown }> {
    const { status, body } = await (async () => {
      switch (name) {
        case 'password':
          return login.password(KNOWN.preferredUsername);
        case 'password of another user':
          return login.password(OTHER.preferredUsername);
        case 'initial-registration':
          return login.call('initial-registration', NEW);
        default:
          return oneTimeCode(name === 'email' ? 'email' : 'sms', name !== 'sms challenge');
      }
    })();
    return { status, description: body['error_description'] };
  }

  async function oneTimeCode(channel: 'sms' | 'email', verifies: boolean): ReturnType<Login['call']> {
    const isNew = (await login.snapshot()).user?.registration !== undefined;
    const destination =
      channel === 'sms'
        ? { phone_number: isNew ? NEW.phone_number : KNOWN.phoneNumber }
        : { email: isNew ? NEW.email : KNOWN.email };
    const challenge = await login.call(`${channel}-authentication-challenge`, destination);
    if (challenge.status !== 200 || !verifies) return challenge;
    return login.call(`${channel}-authentication`, { verification_code: engine.code });
  }

  it.each(ROWS.map((row) => [row[0].join(', ') || 'nothing', row[0], row[column]] as const))(
    'after %s',
    async (_calls, calls, expected) => {
      const answers = [];
      for (const name of calls) answers.push({ name, ...(await call(name)) });
      const refused = answers.filter(({ status }) => status !== 200);
      if (expected === NOT_AVAILABLE) {
        expect(refused.length).toBeGreaterThan(0);
        for (const { name, status, description } of refused) {
          const method = name === 'sms challenge' ? 'sms' : name;
          expect([status, description]).toEqual([
            400,
            `Authentication method '${method}' is not available in this flow`,
          ]);
        }
        return;
      }
      expect(refused.map(({ name, status }) => [name, status])).toEqual(
        calls.includes('password of another user') ? [['password of another user', 400]] : [],
      );
      const [status, required_methods] = expected;
      const told = await engine.tessera.readTransaction.authenticationStatus({
        ...login.transaction,
        caller: login.caller,
        explain: false,
      });
      expect(told).toMatchObject({ status: 200, body: { status, required_methods } });
      const completed = await login.complete();
      if (status === 'success') {
        expect(completed).toMatchObject({ login: { methods: calls } });
      } else {
        const body = {
          error: 'invalid_request',
          error_description: calls.length === 0 ? 'User is required' : 'Authentication is required',
          required_methods,
        };
        expect(completed).toEqual({ refused: { status: 400, body } });
      }
    },
  );

  it('asks in the printed order when the steps say so', async () => {
    const engineInOrder = await TestEngine.create();
    await engineInOrder.configure(internalSms());
    await engineInOrder.configure(internalEmail());
    const second = column === 2 ? 'email' : 'sms';
    const step_definitions = [
      { method: 'password', order: 1 },
      { method: 'initial-registration', order: 1 },
      { method: second, order: 2, requires_user: true },
    ];
    await engineInOrder.policy({ ...policy, step_definitions });
    await engineInOrder.user(KNOWN);
    engine = engineInOrder;
    login = await engine.start();
    const early = await call(second);
    expect(early).toEqual({ status: 400, description: `Authentication method '${second}' is not available yet` });
    expect([(await call('password')).status, (await call(second)).status]).toEqual([200, 200]);
    expect(await login.complete()).toMatchObject({ login: { methods: ['password', second] } });
  });
});
