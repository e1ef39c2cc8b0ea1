import { refusal, request } from '../support-http/relying-party.js';
import { MALLORY, MALLORYS, withAttackScene } from '../support-http/attack-scene.js';
import { CREDENTIALS, PERSON } from '../support-http/user-agent.js';
import * as oidc from 'openid-client';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const NOT_FOUND = { status: 404, body: { error: 'invalid_request' } };
const NOT_SAME = {
  status: 400,
  body: { error: 'invalid_request', error_description: 'User is not the same as the request' },
};

describe('attacks on a sign-in', () => {
  const scene = withAttackScene();

  describe('identity switching', () => {
    it('by the password of another user, after the first factor', async () => {
      const { agent } = await scene().begin();
      await agent.must('password-authentication', MALLORYS);
      expect(await agent.call('password-authentication', CREDENTIALS)).toMatchObject(NOT_SAME);
      expect(await agent.call('initial-registration', { ...PERSON, email: 'new@example.com' })).toMatchObject(NOT_SAME);
      expect((await agent.read('authentication-status')).body).toMatchObject({
        interaction_results: {
          'password-authentication': { call_count: 2, success_count: 1, failure_count: 1 },
          'initial-registration': { success_count: 0, failure_count: 1 },
        },
      });
      await agent.sms();
      expect(new URL(await agent.finish()).searchParams.has('code')).toBe(true);
    });

    it('by the password of another user, after a code of one’s own', async () => {
      const { agent } = await scene().begin();
      const { verification_code } = await agent.must('sms-authentication-challenge', {
        phone_number: MALLORY.phone_number,
      });
      await agent.must('sms-authentication', { verification_code });
      expect(await agent.call('password-authentication', CREDENTIALS)).toMatchObject(NOT_SAME);
      expect((await agent.call('authorize')).status).toBe(400);
    });

    it('by the phone of another user in the challenge: nothing is sent', async () => {
      const { agent } = await scene().begin();
      await agent.must('password-authentication', CREDENTIALS);
      expect(await agent.call('sms-authentication-challenge', { phone_number: MALLORY.phone_number })).toEqual({
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'phone_number does not match the registered phone number',
        },
      });
      expect((await agent.call('sms-authentication', { verification_code: '123456' })).body).toMatchObject({
        error_description: 'No verification code is pending',
      });
    });

    it('by a code that was sent to one’s own phone before the victim’s password', async () => {
      const { agent } = await scene().begin();
      const { verification_code } = await agent.must('sms-authentication-challenge', {
        phone_number: MALLORY.phone_number,
      });
      await agent.must('password-authentication', CREDENTIALS);
      expect(await agent.call('sms-authentication', { verification_code })).toMatchObject(NOT_SAME);
      expect((await agent.call('sms-authentication', { verification_code })).body).toMatchObject({
        error_description: 'No verification code is pending',
      });
    });

    it('by a code of another transaction', async () => {
      const { agent: other } = await scene().begin();
      await other.must('password-authentication', MALLORYS);
      const { verification_code: foreign } = await other.must('sms-authentication-challenge');
      const { agent } = await scene().begin();
      await agent.must('password-authentication', CREDENTIALS);
      let own = foreign;
      // Of a million codes two may be the same.
      while (own === foreign) own = (await agent.must('sms-authentication-challenge'))['verification_code'];
      expect(await agent.call('sms-authentication', { verification_code: foreign })).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant', attempts_remaining: 4 },
      });
    });
  });

  it.each([
    ['a longer path', 'https://app.example.com/callback/evil'],
    ['a path suffix', 'https://app.example.com/callbackevil'],
    ['a slash', 'https://app.example.com/callback/'],
    ['a way up', 'https://app.example.com/callback/../evil'],
    ['an encoded way up', 'https://app.example.com/callback/%2e%2e/evil'],
    ['user information', 'https://app.example.com@evil.example.com/callback'],
    ['user information of the right host', 'https://evil@app.example.com/callback'],
    ['a fragment', 'https://app.example.com/callback#evil'],
    ['an empty fragment', 'https://app.example.com/callback#'],
    ['a query', 'https://app.example.com/callback?next=evil'],
    ['upper case in the host', 'https://APP.example.com/callback'],
    ['upper case in the path', 'https://app.example.com/Callback'],
    ['a port', 'https://app.example.com:443/callback'],
    ['a subdomain', 'https://evil.app.example.com/callback'],
    ['a host suffix', 'https://app.example.com.evil.example.com/callback'],
    ['plain http', 'http://app.example.com/callback'],
    ['a backslash', 'https://app.example.com\\@evil.example.com/callback'],
    ['a blank', ' https://app.example.com/callback'],
    ['a line break', 'https://app.example.com/callback\r\nLocation: https://evil.example.com'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', ''],
  ])('redirect URIs with %s are refused without a redirect', async (_what, redirectUri) => {
    const { url } = await request(scene().config);
    url.searchParams.set('redirect_uri', redirectUri);
    const answer = await checkedFetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location'), await answer.json()]).toEqual([
      400,
      null,
      { error: 'invalid_request', error_description: 'redirect_uri is not registered' },
    ]);
  });

  it('two redirect URIs at once are refused, whichever comes first', async () => {
    const { url } = await request(scene().config);
    url.searchParams.append('redirect_uri', 'https://evil.example.com/');
    expect((await checkedFetch(url, { redirect: 'manual' })).status).toBe(400);
  });

  describe('replay', () => {
    it('of authorize finds no transaction, on any route', async () => {
      const { agent } = await scene().complete();
      await agent.finish();
      for (const action of ['authorize', 'authorize-with-session', 'deny', 'password-authentication'])
        expect(await agent.call(action)).toMatchObject(NOT_FOUND);
      expect((await agent.read('view-data')).status).toBe(404);
    });

    it('of authorize in parallel gives one code', async () => {
      const { agent } = await scene().complete();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => agent.call(index % 2 === 0 ? 'authorize' : 'authorize-with-session')),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.every(({ status }) => [200, 400, 404].includes(status))).toBe(true);
    });

    it('of a code revokes what it gave', async () => {
      const { agent, pending } = await scene().complete();
      const target = await agent.finish();
      const tokens = await oidc.authorizationCodeGrant(scene().config, target, pending.checks);
      const before = await scene().events('authorization_code_reuse_detected');
      const again = await refusal(oidc.authorizationCodeGrant(scene().config, target, pending.checks));
      expect(again).toMatchObject({ status: 400, error: 'invalid_grant' });
      expect(await oidc.tokenIntrospection(scene().config, tokens.access_token)).toEqual({ active: false });
      expect((await refusal(oidc.refreshTokenGrant(scene().config, tokens.refresh_token ?? ''))).error).toBe(
        'invalid_grant',
      );
      expect(await scene().events('authorization_code_reuse_detected')).toBe(before + 1);
    });

    it('of a refresh token revokes its family', async () => {
      const { agent, pending } = await scene().complete();
      const tokens = await oidc.authorizationCodeGrant(scene().config, await agent.finish(), pending.checks);
      const next = await oidc.refreshTokenGrant(scene().config, tokens.refresh_token ?? '');
      expect((await refusal(oidc.refreshTokenGrant(scene().config, tokens.refresh_token ?? ''))).error).toBe(
        'invalid_grant',
      );
      expect((await refusal(oidc.refreshTokenGrant(scene().config, next.refresh_token ?? ''))).error).toBe(
        'invalid_grant',
      );
      expect(await oidc.tokenIntrospection(scene().config, next.access_token)).toEqual({ active: false });
    });

    it('of a code with another verifier gives nothing', async () => {
      const { agent, pending } = await scene().complete();
      const stolen = { ...pending.checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
      expect((await refusal(oidc.authorizationCodeGrant(scene().config, await agent.finish(), stolen))).error).toBe(
        'invalid_grant',
      );
    });
  });
});
