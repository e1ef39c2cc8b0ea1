import { Browser, claimsOf, type TokenAnswer } from './support/browser.js';
import { CALLBACK, IdentityServer, SUB } from './support/identity-server.js';

describe('the authorization code flow', () => {
  let server: IdentityServer;
  beforeEach(async () => {
    server = await new IdentityServer().open();
  });
  afterEach(() => server.close());

  it('goes from start to token without a single cookie', async () => {
    const client = new Browser(server, { cookies: false });
    const started = await client.start({ nonce: 'n-1' });
    expect(started.status).toBe(302);
    const id = new URL(started.headers.get('location') ?? '').searchParams.get('id') ?? '';
    expect(id).toMatch(/^[\w-]{43}$/);

    const finished = await client.finish(id);
    expect(finished.status).toBe(200);
    const { redirect_uri: redirectUri } = (await finished.json()) as { redirect_uri: string };
    const target = new URL(redirectUri);
    expect(`${target.origin}${target.pathname}`).toBe(CALLBACK);
    expect(target.searchParams.get('state')).toBe('random-state');
    expect(target.searchParams.get('iss')).toBe(server.issuer);

    const answer = await client.exchange(target.searchParams.get('code') ?? '');
    expect(answer.status).toBe(200);
    const tokens = (await answer.json()) as TokenAnswer;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'openid profile' });
    expect(claimsOf(tokens.id_token)).toMatchObject({
      iss: server.issuer,
      sub: SUB,
      aud: 'web-app',
      nonce: 'n-1',
      amr: ['password', 'sms'],
      auth_time: Math.floor(server.clock.now() / 1000),
      azp: 'web-app',
    });
  });
});
