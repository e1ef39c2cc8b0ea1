import type { JsonObject, SessionFactors, User } from '@tessera/core';
import { anyOf, failedTimes, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';
import type { StartOptions } from '../support/login.js';
import { TestSessions } from '../support/sessions.js';

const MFA = 'urn:example:mfa';
const PASSWORD_ENOUGH = anyOf(['password-authentication', 'initial-registration'], {
  acr_mapping_rules: { [MFA]: { all_of: ['password', 'sms'] } },
  level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
});
const AGO = START_OF_TIME - 60_000;

const refusedWith = (status: number, error: string, error_description: string, extra: JsonObject = {}): object => ({
  refused: { status, body: { error, error_description, ...extra } },
});
const NO_SESSION = refusedWith(400, 'login_required', 'No active session');
const NEW_SIGN_IN = refusedWith(400, 'login_required', 'A new sign-in is required');
const NOT_ENOUGH = refusedWith(
  400,
  'unmet_authentication_requirements',
  'The session does not satisfy the authentication policy',
  { required_methods: [['sms']] },
);

let sessions: TestSessions;
let engine: TestEngine;
let alice: User;

async function prepare(policy: JsonObject = PASSWORD_ENOUGH): Promise<void> {
  sessions = new TestSessions();
  engine = await TestEngine.create({
    sessions,
    client: { scopes: ['openid', 'profile', 'transfers'] },
  });
  await engine.configure(internalSms());
  await engine.policy(policy);
  alice = await engine.user({ preferredUsername: 'alice@example.com', phoneNumber: '+819012345678' });
}

const byPassword = (at = AGO): SessionFactors => sessions.open(alice.sub, [{ method: 'password', at }], 's');
const byBoth = (): SessionFactors =>
  sessions.open(
    alice.sub,
    [
      { method: 'password', at: AGO - 60_000 },
      { method: 'sms', at: AGO },
    ],
    's',
  );

beforeEach(() => prepare());

describe('authorize-with-session', () => {
  it('completes a login with nothing but the session, which it uses and does not raise', async () => {
    const login = await engine.start({ session: byPassword() });
    const completed = await login.completeWithSession();
    if ('refused' in completed) throw new Error(JSON.stringify(completed.refused));
    expect(completed).toMatchObject({
      transactionId: login.id,
      login: {
        sub: alice.sub,
        methods: ['password'],
        authenticatedAt: AGO,
        factors: [{ method: 'password', at: AGO }],
        bySessionAlone: true,
      },
      withheldScopes: [],
    });
    await completed.settle();
    expect(await login.trail()).toEqual(['oauth_authorize_with_session']);
    expect(await login.completeWithSession()).toMatchObject({ refused: { status: 404 } });
    expect((await login.events())[0]).toMatchObject({
      user: { sub: alice.sub },
      detail: { amr: ['password'], scope: 'openid profile' },
    });
  });

  it('gives the code to one of many parallel calls', async () => {
    const login = await engine.start({ session: byPassword() });
    const results = await Promise.all([login.completeWithSession(), login.completeWithSession(), login.complete()]);
    expect(results.filter((result) => !('refused' in result))).toHaveLength(1);
    expect(results.filter((result) => 'refused' in result && result.refused.status === 404)).toHaveLength(2);
  });

  it('can be tried again when no code was issued', async () => {
    const login = await engine.start({ session: byPassword() });
    const completed = await login.completeWithSession();
    if ('refused' in completed) throw new Error('refused');
    await completed.release();
    expect(await login.completeWithSession()).toMatchObject({ login: { sub: alice.sub } });
  });

  it('reports the level that the session reaches', async () => {
    const login = await engine.start({ session: byBoth(), acrValues: [MFA] });
    expect(await login.completeWithSession()).toMatchObject({ login: { acr: MFA, methods: ['password', 'sms'] } });
  });

  it('withholds what the user denies and what the session does not reach', async () => {
    const login = await engine.start({ session: byPassword(), scopes: ['openid', 'profile', 'transfers'] });
    expect(await login.completeWithSession({}, ['profile', 'unknown'])).toMatchObject({
      withheldScopes: ['profile', 'transfers'],
    });
    const raised = await engine.start({ session: byBoth(), scopes: ['openid', 'profile', 'transfers'] });
    expect(await raised.completeWithSession()).toMatchObject({ withheldScopes: [] });
  });

  it('cannot do without openid', async () => {
    const login = await engine.start({ session: byPassword() });
    expect(await login.completeWithSession({}, ['openid'])).toEqual(
      refusedWith(400, 'invalid_request', 'openid cannot be denied'),
    );
  });

  it('is refused without the binding cookie, for any caller and any session', async () => {
    const binding = { isBrowser: false, isForeignOrigin: false };
    for (const options of [{ session: byPassword() }, {}]) {
      const login = await engine.start(options);
      expect(await login.completeWithSession({ binding })).toMatchObject({ refused: { status: 401 } });
      expect(await login.trail()).toEqual(['auth_session_mismatch']);
    }
  });

  it('is refused in another tenant, and for a transaction that is not there', async () => {
    const login = await engine.start({ session: byPassword() });
    const call = { caller: login.caller, deniedScopes: [] };
    const { completeWithSession } = engine.tessera;
    const missing = await completeWithSession.execute({ ...call, tenantId: engine.tenant.id, transactionId: 'x' });
    expect(missing).toMatchObject({ refused: { status: 404 } });
    const foreign = await completeWithSession.execute({ ...call, tenantId: 'other', transactionId: login.id });
    expect(foreign).toMatchObject({ refused: { status: 404 } });
  });

  it.each<[string, 'lock_conditions' | 'failure_conditions', string]>([
    ['has failed', 'failure_conditions', 'Authentication has failed'],
    ['is locked', 'lock_conditions', 'Authentication is locked'],
  ])('is refused once the transaction %s', async (_what, conditions, description) => {
    await prepare({ ...PASSWORD_ENOUGH, [conditions]: failedTimes('password-authentication', 1) });
    const login = await engine.start({ session: byPassword() });
    await login.password('alice@example.com', 'wrong');
    expect(await login.completeWithSession()).toEqual(refusedWith(403, 'access_denied', description));
    expect((await login.trail()).at(-1)).toBe('oauth_authorize_with_session_failure:unmet_policy');
  });

  it('is refused without a session, and once it has ended', async () => {
    expect(await (await engine.start()).completeWithSession()).toEqual(NO_SESSION);
    const login = await engine.start({ session: byPassword() });
    sessions.living.clear();
    expect(await login.completeWithSession()).toEqual(NO_SESSION);
    expect(await login.trail()).toEqual(['oauth_authorize_with_session_failure:unmet_policy']);
    expect((await login.events())[0]?.detail).toMatchObject({ status: 400, error: 'login_required' });
  });

  it('is refused once another user has signed in instead', async () => {
    await engine.user({ preferredUsername: 'bob@example.com' });
    const login = await engine.start({ session: byPassword() });
    await login.password('bob@example.com');
    expect(await login.completeWithSession()).toEqual(NO_SESSION);
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ methods: ['password'], bySessionAlone: false });
    expect(done.sub).not.toBe(alice.sub);
  });

  it.each<[string, StartOptions]>([
    ['prompt=login', { prompt: ['login'] }],
    ['prompt=select_account', { prompt: ['select_account'] }],
    ['prompt=create', { prompt: ['create'] }],
    ['prompt=login with consent', { prompt: ['consent', 'login'] }],
    ['max_age=0', { maxAge: 0 }],
    ['a max_age that the session is older than', { maxAge: 59 }],
  ])('is refused with %s', async (_what, options) => {
    const login = await engine.start({ session: byPassword(), ...options });
    expect(await login.completeWithSession()).toEqual(NEW_SIGN_IN);
    expect(await (await engine.start(options)).completeWithSession()).toEqual(NO_SESSION);
    sessions.living.clear();
    expect(await login.completeWithSession()).toEqual(NO_SESSION);
  });

  it('is refused when max_age runs out while the page is open', async () => {
    const login = await engine.start({ session: byPassword(), maxAge: 70 });
    engine.clock.advanceSeconds(11);
    expect(await login.completeWithSession()).toEqual(NEW_SIGN_IN);
  });

  it('is allowed with prompt=consent', async () => {
    const login = await engine.start({ session: byPassword(), prompt: ['consent'] });
    expect(await login.completeWithSession()).toMatchObject({ login: { sub: alice.sub } });
  });

  it('is refused when the policy asks for more, and the factors stay carried over', async () => {
    await prepare(MFA_POLICY);
    const login = await engine.start({ session: byPassword() });
    expect(await login.completeWithSession()).toEqual(NOT_ENOUGH);
    expect(await login.trail()).toEqual(['oauth_authorize_with_session_failure:unmet_policy']);
    await login.challenge();
    expect((await login.verify(engine.code)).status).toBe(200);
    expect((await login.finish()).login.methods).toEqual(['password', 'sms']);
  });

  it('is refused when the level that was asked for is not reached', async () => {
    const login = await engine.start({ session: byPassword(), acrValues: [MFA] });
    expect(await login.completeWithSession()).toEqual(NOT_ENOUGH);
    expect(await login.trail()).toEqual(['oauth_authorize_with_session_failure:unmet_acr']);
  });

  it('counts only the factors of the session, as they are now', async () => {
    await prepare(MFA_POLICY);
    const login = await engine.start({ session: byPassword() });
    await login.challenge();
    await login.verify(engine.code);
    // The code was proved in this login and is not in the session.
    expect(await login.completeWithSession()).toEqual(NOT_ENOUGH);
    // Another tab has raised the session meanwhile.
    byBoth();
    expect(await login.completeWithSession()).toMatchObject({ login: { methods: ['password', 'sms'] } });
  });

  it('is refused for a user who is no longer active', async () => {
    const login = await engine.start({ session: byPassword() });
    await engine.users.patch(engine.tenant.id, alice.sub, { status: 'SUSPENDED' });
    expect(await login.completeWithSession()).toEqual(refusedWith(403, 'access_denied', 'The user is not active'));
    expect(await login.trail()).toEqual(['oauth_authorize_with_session_failure:user_inactive']);
  });

  it('is foretold by view-data', async () => {
    const enabled = async (options: StartOptions): Promise<unknown> => {
      const login = await engine.start(options);
      const { readTransaction } = engine.tessera;
      const read = async (): Promise<unknown> =>
        (await readTransaction.viewData({ ...login.transaction, caller: login.caller })).body['session_enabled'];
      const before = await read();
      sessions.living.clear();
      expect(await read()).toBe(false);
      return before;
    };
    expect(await enabled({ session: byPassword() })).toBe(true);
    expect(await enabled({ session: byBoth(), acrValues: [MFA] })).toBe(true);
    expect(await enabled({ session: byPassword(), acrValues: [MFA] })).toBe(false);
    expect(await enabled({ session: byPassword(), prompt: ['login'] })).toBe(false);
    expect(await enabled({})).toBe(false);
  });

  it('works for a host that keeps its sessions elsewhere and says nothing of them', async () => {
    const host = await TestEngine.create();
    await host.policy(anyOf(['password-authentication']));
    const user = await host.user();
    const factors = [{ method: 'password' as const, at: AGO }];
    const login = await host.start({ session: { sessionId: 'theirs', sub: user.sub, factors } });
    expect(await login.completeWithSession()).toMatchObject({ login: { sub: user.sub, authenticatedAt: AGO } });
  });
});
