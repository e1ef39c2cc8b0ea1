import { Browser, type TokenAnswer } from './support/browser.js';
import { withServer } from './support/with-server.js';

describe('what is stored', () => {
  const server = withServer();

  it('never holds the value of a token, a code or a cookie', async () => {
    const browser = new Browser(server());
    const values: (string | undefined)[] = [];
    for (let round = 0; round < 2; round += 1) {
      const code = await browser.code();
      const tokens = (await (await browser.exchange(code)).json()) as TokenAnswer;
      const refreshed = (await (await browser.refresh(tokens.refresh_token)).json()) as TokenAnswer;
      const ofClient = (await (
        await browser.post('/v1/tokens', { grant_type: 'client_credentials' })
      ).json()) as TokenAnswer;
      const form = { grant_type: 'password', username: 'user@example.com', password: 'Test1234!' };
      const ofPassword = (await (await browser.post('/v1/tokens', form)).json()) as TokenAnswer;
      values.push(code, ofClient.access_token, ...browser.cookies.values());
      for (const answer of [tokens, refreshed, ofPassword])
        values.push(answer.access_token, answer.refresh_token, answer.id_token);
    }
    await browser.begin(); // remembers the session that it began with

    const written = JSON.stringify(server().protocol.written);
    const kinds = new Set(server().protocol.written.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      'AccessToken',
      'AuthorizationCode',
      'ClientCredentials',
      'Grant',
      'Interaction',
      'RefreshToken',
      'Session',
    ]);
    expect(values.length).toBeGreaterThan(20);
    for (const value of values.filter((value) => value !== 'binding')) {
      expect(value).toEqual(expect.any(String));
      expect(written).not.toContain(value);
    }
    expect(written).not.toContain('secret-of-the-example-app');
  });

  it('has a SHA-256 for an id and an end, but for what does not expire by itself', async () => {
    const browser = new Browser(server());
    await browser.tokens();
    for (const { id, expiresAt } of server().protocol.written) {
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      expect(expiresAt).toBeGreaterThan(server().clock.now());
    }
  });
});
