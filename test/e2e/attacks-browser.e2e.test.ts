import { GUIDE } from '@tessera/server';
import { MALLORYS, withAttackScene } from '../support-http/attack-scene.js';
import { discover, request } from '../support-http/relying-party.js';
import { CREDENTIALS, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const OTHER_TENANT = 'b7d6a9d4-0d0e-4d4f-8d5b-6c1f2e3a4b5c';
const MISMATCH = 'auth_session_mismatch: the authentication session cookie';
const NOT_FOUND = { status: 404, body: { error: 'invalid_request' } };

describe('attacks on the browser of a sign-in', () => {
  const scene = withAttackScene();

  describe('transaction hijack by a link', () => {
    const ACTIONS = ['authorize', 'authorize-with-session', 'deny', 'password-authentication', 'authentication-cancel'];

    it.each(ACTIONS)('%s from a browser without the cookie', async (action) => {
      const { id } = await scene().complete();
      const before = await scene().events('auth_session_mismatch');
      const thief = new UserAgent(scene().server).follow(id);
      expect(await thief.call(action)).toEqual({
        status: 401,
        body: { error: 'invalid_request', error_description: `${MISMATCH} is missing` },
      });
      expect(await scene().events('auth_session_mismatch')).toBe(before + 1);
    });

    it.each(ACTIONS)('%s from a browser with the cookie of a sign-in of its own', async (action) => {
      const { agent, id } = await scene().complete();
      const { agent: thief } = await scene().begin();
      expect(await thief.follow(id).call(action)).toEqual({
        status: 401,
        body: { error: 'invalid_request', error_description: `${MISMATCH} belongs to another browser session` },
      });
      expect((await agent.call('authorize')).status).toBe(200);
    });

    it('by reading what the page reads', async () => {
      const { id } = await scene().complete();
      const { agent: thief } = await scene().begin();
      for (const resource of ['view-data', 'authentication-status'] as const)
        expect((await thief.follow(id).read(resource)).status).toBe(401);
    });

    it('that the attacker completed: the victim’s browser gets no session of the attacker', async () => {
      const { agent, id } = await scene().begin();
      await agent.must('password-authentication', MALLORYS);
      await agent.sms();
      const prey = new UserAgent(scene().server).follow(id);
      expect((await prey.call('authorize')).status).toBe(401);
      expect(prey.jar.names).toEqual([]);
    });

    it('from a plain client, once factors of a session are in it', async () => {
      const { agent } = await scene().complete();
      await agent.finish();
      const id = await agent.open((await request(scene().config)).url);
      for (const action of ['authorize', 'authorize-with-session', 'deny']) {
        expect(await scene().plain(`/${GUIDE.tenantId}/v1/authorizations/${id}/${action}`)).toMatchObject({
          status: 401,
        });
        expect(await scene().plain(`/v1/authorizations/${id}/${action}`)).toMatchObject({ status: 401 });
      }
    });

    it('from a page of another site', async () => {
      const { agent, id } = await scene().complete();
      const cookie = agent.jar.header(new URL(scene().server.url));
      for (const headers of [
        { origin: 'https://evil.example.com', cookie },
        { 'sec-fetch-site': 'cross-site', cookie },
        { origin: 'null', cookie },
      ]) {
        expect(await scene().plain(`/${GUIDE.tenantId}/v1/authorizations/${id}/authorize`, { headers })).toMatchObject({
          status: 403,
          body: { error: 'access_denied', error_description: 'Origin is not allowed' },
        });
      }
    });
  });

  describe('session fixation', () => {
    const cookies = (agent: UserAgent): string => agent.jar.header(new URL(`${scene().server.issuer}/`));
    const LOGIN_REQUIRED = { error: 'login_required' };

    it('by a cookie that the attacker made up: a sign-in gives another one', async () => {
      const agent = new UserAgent(scene().server);
      const path = new URL(scene().server.issuer).pathname;
      for (const cookie of [`IDP_IDENTITY=${'x'.repeat(43)}`, `IDP_IDENTITY.sig=${'y'.repeat(27)}`])
        agent.jar.keep(new Response(null, { headers: { 'set-cookie': `${cookie}; path=${path}/` } }));
      expect(cookies(agent)).toContain('xxx');
      await scene().signIn(agent, CREDENTIALS);
      expect(cookies(agent)).toContain('IDP_IDENTITY=');
      expect(cookies(agent)).not.toContain('xxx');
    });

    it('by the attacker’s own session: it ends, and never becomes the victim’s', async () => {
      const agent = new UserAgent(scene().server);
      await scene().signIn(agent, MALLORYS);
      const known = cookies(agent);
      // The victim signs in where the attacker has left cookies.
      await scene().signIn(agent, CREDENTIALS, { prompt: 'login' });
      expect(await scene().silentWith(known)).toMatchObject(LOGIN_REQUIRED);
      expect(await scene().silentWith(cookies(agent))).toHaveProperty('code');
    });

    it('by a cookie from before another sign-in: it is worth nothing afterwards', async () => {
      const agent = new UserAgent(scene().server);
      await scene().signIn(agent, CREDENTIALS);
      const known = cookies(agent);
      expect(await scene().silentWith(known)).toHaveProperty('code');
      await scene().signIn(agent, CREDENTIALS, { prompt: 'login' });
      expect(await scene().silentWith(known)).toMatchObject(LOGIN_REQUIRED);
    });
  });

  describe('the transaction of another tenant', () => {
    beforeAll(() => scene().addTenant(OTHER_TENANT));

    it.each(['authorize', 'authorize-with-session', 'deny', 'password-authentication'])(
      'is not found: %s',
      async (action) => {
        const { id, agent } = await scene().complete();
        expect(await scene().plain(`/${OTHER_TENANT}/v1/authorizations/${id}/${action}`)).toMatchObject(NOT_FOUND);
        expect((await agent.call('authorize')).status).toBe(200);
      },
    );

    it('is not read, and its session is none there, even if a browser sent the cookie', async () => {
      const { agent, id } = await scene().complete();
      const path = `/${OTHER_TENANT}/v1/authorizations/${id}/view-data`;
      expect(await scene().plain(path, { method: 'GET' })).toMatchObject(NOT_FOUND);
      await agent.finish();
      const elsewhere = await discover({ issuer: `${scene().server.url}/${OTHER_TENANT}` });
      const cookie = agent.jar.header(new URL(`${scene().server.issuer}/`));
      expect(await scene().silentWith(cookie, elsewhere)).toMatchObject({ error: 'login_required' });
      expect(await scene().silentWith(cookie)).toHaveProperty('code');
    });

    it('gives no code that can be redeemed here', async () => {
      const { agent } = await scene().complete();
      const code = (await agent.finish()).searchParams.get('code') ?? '';
      const answer = await checkedFetch(`${scene().server.url}/${OTHER_TENANT}/v1/tokens`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${GUIDE.clientId}:${GUIDE.clientSecret}`)}` },
        body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: GUIDE.redirectUri }),
      });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    });
  });
});
