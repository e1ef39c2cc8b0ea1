import { Browser } from './support/browser.js';
import { aTenant, OTHER_SUB, SUB } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

describe('logout', () => {
  const server = withServer();
  const isSignedIn = async (browser: Browser): Promise<boolean> =>
    ((await browser.start({ prompt: 'none' })).headers.get('location') ?? '').includes('code=');

  it('ends the session at once with an id_token of its user, and goes back to the client', async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    const query = new URLSearchParams({
      id_token_hint: hint,
      post_logout_redirect_uri: 'https://app.example.com/bye',
      state: 's-1',
    });
    const answer = await browser.request(`/v1/logout?${query.toString()}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('https://app.example.com/bye?state=s-1');
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('IDP_IDENTITY'))).toEqual([]);
    expect(await isSignedIn(browser)).toBe(false);
    expect(server().events).toContainEqual(
      expect.objectContaining({ type: 'session_end', sub: SUB, clientId: 'web-app' }),
    );
  });

  it('shows a page when the client names no address', async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    const answer = await browser.post('/v1/logout', { id_token_hint: hint }, {});
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('You are signed out.')]);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('goes back to the client even when the session has ended before', async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    await server().authorization.revokeSessions(aTenant().id, SUB);
    const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: 'https://app.example.com/bye' });
    expect((await browser.request(`/v1/logout?${query.toString()}`)).status).toBe(302);
  });

  it.each([
    ['a link', { method: 'GET' }],
    ['a form of another site', { method: 'POST', headers: { origin: 'https://evil.example.com' } }],
    ['a POST that does not say where it comes from', { method: 'POST' }],
  ])('is not done by %s without an id_token, but asked for', async (_what, init) => {
    const browser = new Browser(server());
    await browser.signIn();
    const answer = await browser.request('/v1/logout?client_id=web-app', init);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<button type="submit">Sign out</button>');
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('is done by a form of our own', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    await browser.post('/v1/logout', { state: 's' }, { origin: server().base });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it("is not done with another user's id_token", async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    await browser.signIn({}, { sub: OTHER_SUB });
    await browser.request(`/v1/logout?id_token_hint=${hint}`);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it.each<[Record<string, string>, string]>([
    [{ id_token_hint: 'e30.e30.e30' }, 'id_token_hint is invalid'],
    [{ client_id: 'unknown' }, 'client_id is unknown'],
    [
      { client_id: 'web-app', post_logout_redirect_uri: 'https://evil.example.com/' },
      'post_logout_redirect_uri is not registered',
    ],
    [{ post_logout_redirect_uri: 'https://app.example.com/bye' }, 'post_logout_redirect_uri is not registered'],
  ])('refuses %j', async (parameters, description) => {
    const answer = await new Browser(server()).request(`/v1/logout?${new URLSearchParams(parameters).toString()}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: 'invalid_request', error_description: description });
  });

  it('refuses an id_token whose signature was changed', async () => {
    const browser = new Browser(server());
    const { id_token: hint = '' } = await browser.tokens();
    const [header, , signature] = hint.split('.');
    const claims = Buffer.from(JSON.stringify({ iss: server().issuer, aud: 'web-app', sub: SUB })).toString(
      'base64url',
    );
    expect((await browser.request(`/v1/logout?id_token_hint=${header}.${claims}.${signature}`)).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('escapes what it shows', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const answer = await browser.request(`/v1/logout?${new URLSearchParams({ state: '"><script>' }).toString()}`);
    expect(await answer.text()).not.toContain('<script>');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
