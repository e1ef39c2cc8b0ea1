import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { introspection, requireAuthentication, tokenOf } from '@tessera/resource-server';
import { GUIDE } from '@tessera/server';
import express from 'express';
import * as oidc from 'openid-client';
import { enableSms, openServer, setPolicies } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { discover, request, signIn } from '../support-http/relying-party.js';
import { MFA, STEP_UP_POLICIES } from '../support-http/step-up-policies.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';

const TIMEOUT = 60_000;

/** The bundled server, a resource server in Express that asks it about tokens, and a client that follows step-up challenges. */
describe('a resource server beside the bundled server', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let resource: Server;
  let api: string;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, STEP_UP_POLICIES);
    config = await discover(server);
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('initial-registration', PERSON);
    await oidc.authorizationCodeGrant(config, await agent.finish(), checks);

    const verify = introspection({
      endpoint: config.serverMetadata().introspection_endpoint ?? '',
      issuer: server.issuer,
      clientId: GUIDE.clientId,
      clientSecret: GUIDE.clientSecret,
    });
    const app = express();
    app.use(requireAuthentication({ verify, scopes: ['profile'] }));
    app.get('/profile', (req, res) => void res.json({ sub: tokenOf(req).sub }));
    app.get(
      '/transfers',
      requireAuthentication({ verify, acrValues: [MFA] }),
      (_req, res) => void res.json({ done: true }),
    );
    app.get('/keys', requireAuthentication({ verify, maxAge: 3600 }), (_req, res) => void res.json({ done: true }));
    resource = createServer(app as never);
    await new Promise<void>((resolve) => resource.listen(0, '127.0.0.1', resolve));
    api = `http://127.0.0.1:${(resource.address() as AddressInfo).port}`;
  }, TIMEOUT);

  afterAll(async () => {
    resource.closeAllConnections();
    await new Promise((resolve) => resource.close(resolve));
    await server.close();
  }, TIMEOUT);

  const get = (path: string, token: string): Promise<Response> =>
    fetch(api + path, { headers: { authorization: `Bearer ${token}` } });

  it('asks for a second factor, and is content with the token of the stepped-up login', async () => {
    const agent = new UserAgent(server);
    const { access_token: basic } = await signIn(config, agent, CREDENTIALS);
    expect((await get('/profile', basic)).status).toBe(200);
    const refused = await get('/transfers', basic);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    expect([refused.status, challenge]).toEqual([
      401,
      `Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="${MFA}"`,
    ]);

    const acr = /acr_values="([^"]*)"/.exec(challenge)?.[1] ?? '';
    const { url, checks } = await request(config, { acr_values: acr });
    await agent.open(url);
    await agent.sms();
    const raised = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
    expect([raised.claims()?.['acr'], (await get('/transfers', raised.access_token)).status]).toEqual([MFA, 200]);
    expect((await get('/transfers', basic)).status).toBe(401);
  });

  it('knows how long ago the user has signed in', async () => {
    const { access_token } = await signIn(config, new UserAgent(server), CREDENTIALS);
    expect((await get('/keys', access_token)).status).toBe(200);
  });

  it('takes no refresh token, no id_token, and no revoked token', async () => {
    const {
      access_token,
      refresh_token = '',
      id_token = '',
    } = await signIn(config, new UserAgent(server), CREDENTIALS);
    for (const token of [refresh_token, id_token, 'unknown']) expect((await get('/profile', token)).status).toBe(401);
    await oidc.tokenRevocation(config, access_token);
    const revoked = await get('/profile', access_token);
    expect([revoked.status, revoked.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The access token is invalid or expired"',
    ]);
  });

  it('refuses a token without the scope', async () => {
    const { access_token } = await signIn(config, new UserAgent(server), CREDENTIALS, { scope: 'openid' });
    const refused = await get('/profile', access_token);
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { error: 'insufficient_scope', scope: 'profile' },
    ]);
  });
});
