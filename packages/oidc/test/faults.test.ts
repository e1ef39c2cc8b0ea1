import { TesseraError } from '@tessera/core';
import { Browser } from './support/browser.js';
import { aClient, aTenant, OTHER_TENANT_ID, TENANT_ID } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const DOWN = new TesseraError('ERR_STORE_UNAVAILABLE', 'the store is down');

describe('a fault', () => {
  const server = withServer({ verifyPassword: () => Promise.reject(DOWN) });

  it('of the engine is thrown to the caller of the server, who answers it', async () => {
    const form = { grant_type: 'password', username: 'user@example.com', password: 'Test1234!' };
    const answer = await new Browser(server()).post('/v1/tokens', form);
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'server_error' }]);
    expect(server().faults).toEqual([DOWN]);
  });

  it('of the store is no refusal of the token', async () => {
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens();
    server().protocol.find = () => Promise.reject(DOWN);
    expect((await browser.userinfo(token)).status).toBe(500);
    expect((await browser.post('/v1/tokens/introspection', { token })).status).toBe(500);
    await expect(server().authorization.verifyBearer(TENANT_ID, token)).rejects.toBe(DOWN);
  });

  it('while finishing issues nothing and is thrown', async () => {
    const browser = new Browser(server());
    const id = await browser.begin();
    server().protocol.upsert = () => Promise.reject(DOWN);
    const answer = await browser.finish(id);
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'server_error' }]);
  });

  it('while the session is stored, after all else has been done, is thrown too', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const { protocol } = server();
    const upsert = protocol.upsert.bind(protocol);
    protocol.upsert = (artifact) => (artifact.kind === 'Session' ? Promise.reject(DOWN) : upsert(artifact));
    const answer = await browser.start();
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'server_error' }]);
    expect(server().faults).toEqual([DOWN]);
  });
});

describe('an event that cannot be recorded', () => {
  const server = withServer({ record: () => Promise.reject(DOWN) });

  it('keeps the answer from leaving', async () => {
    const answer = await new Browser(server()).post('/v1/tokens', { grant_type: 'client_credentials' });
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'server_error' }]);
    expect(server().faults).toEqual([DOWN]);
  });
});

describe('a transaction', () => {
  const server = withServer();

  it('cannot be finished through another tenant', async () => {
    server().put(aTenant({ id: OTHER_TENANT_ID }), aClient({ tenantId: OTHER_TENANT_ID }));
    const browser = new Browser(server());
    const id = await browser.begin();
    const elsewhere = `${server().base}/${OTHER_TENANT_ID}/v1/authorizations/${id}/authorize`;
    expect((await browser.request(elsewhere, { method: 'POST' })).status).toBe(404);
    expect((await browser.finish(id)).status).toBe(200);
  });

  it('cannot be finished after its half hour', async () => {
    const browser = new Browser(server());
    const id = await browser.begin();
    server().clock.advanceSeconds(1800);
    expect((await browser.finish(id)).status).toBe(404);
  });
});

describe('a server below a path, behind a proxy that strips it', () => {
  const server = withServer({}, 'https://example.com/identity/');

  it('shows the full path outside and answers the short one', async () => {
    const answer = await fetch(`${server().base}/${TENANT_ID}/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({
      issuer: `https://example.com/identity/${TENANT_ID}`,
      token_endpoint: `https://example.com/identity/${TENANT_ID}/v1/tokens`,
    });
    const browser = new Browser(server());
    const target = await browser.signIn();
    expect(target.searchParams.get('iss')).toBe(`https://example.com/identity/${TENANT_ID}`);
  });
});
