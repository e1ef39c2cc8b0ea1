import { GUIDE } from '@tessera/server';
import * as oidc from 'openid-client';
import { addClient, openServer, setPolicies, succeeded } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { checkedLibraryFetch, discover, refusal, request } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;

describe('grants without a browser', () => {
  let server: OpenServer;
  let admin: oidc.Configuration;
  let credentials: { username: string; password: string };
  const management = (token: string): Promise<Response> =>
    checkedFetch(`${server.url}/v1/management/tenants/${server.tenantId}/security-events`, {
      headers: { authorization: `Bearer ${token}` },
    });

  beforeAll(async () => {
    server = await openServer({
      TESSERA_BOOTSTRAP_CLIENT_SECRET: 'admin-client-secret',
      TESSERA_BOOTSTRAP_USERNAME: 'admin@example.com',
      TESSERA_BOOTSTRAP_PASSWORD: 'Admin-Password-1',
    });
    credentials = { username: 'admin@example.com', password: 'Admin-Password-1' };
    const tenants = await server.server.adapters.storage.stores.directory.pageTenants({ limit: 100, offset: 0 });
    const adminTenant = tenants.list.find(({ type }) => type === 'ADMIN')?.id ?? '';
    admin = await oidc.discovery(
      new URL(`${server.url}/${adminTenant}`),
      'admin-client',
      {},
      oidc.ClientSecretPost('admin-client-secret'),
      { execute: [oidc.allowInsecureRequests], [oidc.customFetch]: checkedLibraryFetch },
    );
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  it('give the admin client a token for machines: no refresh token, no id_token', async () => {
    const tokens = await oidc.clientCredentialsGrant(admin, { scope: 'management' });
    expect(tokens).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'bearer',
      expires_in: expect.any(Number) as number,
      scope: 'management',
    });
    expect((await management(tokens.access_token)).status).toBe(200);
    expect(await oidc.tokenIntrospection(admin, tokens.access_token)).toMatchObject({
      active: true,
      client_id: 'admin-client',
      scope: 'management',
    });
  });

  it('give the administrator a token by password', async () => {
    const tokens = await oidc.genericGrantRequest(admin, 'password', { ...credentials, scope: 'management' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'management' });
    expect((await management(tokens.access_token)).status).toBe(200);
    const renewed = await oidc.refreshTokenGrant(admin, tokens.refresh_token ?? '');
    expect((await management(renewed.access_token)).status).toBe(200);
    await oidc.tokenRevocation(admin, renewed.access_token);
    expect((await management(renewed.access_token)).status).toBe(401);
  });

  it('do not open management without its scope, nor with a token of another tenant', async () => {
    const openid = await oidc.genericGrantRequest(admin, 'password', { ...credentials, scope: 'openid' });
    expect((await management(openid.access_token)).status).toBe(403);
    await addClient(server, {
      clientId: 'machine',
      grantTypes: ['client_credentials'],
      scopes: ['management'],
      roles: ['administrator'],
    });
    const machine = await discover(server, 'machine');
    const foreign = await oidc.clientCredentialsGrant(machine, { scope: 'management' }).catch(() => undefined);
    if (foreign) expect((await management(foreign.access_token)).status).toBe(401);
  });

  it('answer a wrong password and an unknown user alike', async () => {
    const answers = [];
    for (const given of [
      { ...credentials, password: 'wrong' },
      { username: 'nobody@example.com', password: 'wrong' },
    ])
      answers.push(await refusal(oidc.genericGrantRequest(admin, 'password', { ...given, scope: 'management' })));
    const expected = { status: 400, error: 'invalid_grant', description: 'Invalid username or password' };
    expect(answers).toEqual([expected, expected]);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['password', { password: 'x', scope: 'management' }, 'invalid_request', "Missing or repeated parameter 'username'"],
    ['password', { username: 'x', scope: 'management' }, 'invalid_request', "Missing or repeated parameter 'password'"],
    ['authorization_code', {}, 'unauthorized_client', 'The client may not use this grant type'],
    ['urn:example:unknown', {}, 'unsupported_grant_type', 'The grant type is not supported'],
    ['client_credentials', { scope: 'something-else' }, 'invalid_scope', 'The requested scope is not allowed'],
    ['refresh_token', {}, 'invalid_request', "Missing or repeated parameter 'refresh_token'"],
  ])('refuse %s with %j', async (grant, parameters, error, description) => {
    expect(await refusal(oidc.genericGrantRequest(admin, grant, parameters))).toEqual({
      status: 400,
      error,
      description,
    });
  });

  it('lock a username after five wrong passwords, the right one included', async () => {
    await addClient(server, {
      clientId: 'script',
      grantTypes: ['password', 'authorization_code'],
      scopes: ['openid', 'profile', 'email'],
    });
    const script = await discover(server, 'script');
    const { url } = await request(script);
    const agent = new UserAgent(server);
    await agent.open(url);
    await agent.must('initial-registration', PERSON);
    await agent.finish();
    const tryWith = (password: string): Promise<unknown> =>
      oidc.genericGrantRequest(script, 'password', { username: PERSON.email, password, scope: 'openid' });
    expect(await tryWith(PERSON.password)).toMatchObject({ id_token: expect.any(String) as string, scope: 'openid' });
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await refusal(tryWith('wrong'))).toMatchObject({ description: 'Invalid username or password' });
    expect(await refusal(tryWith(PERSON.password))).toEqual({
      status: 400,
      error: 'invalid_grant',
      description: 'Too many failed attempts. Please try again later.',
    });
  });

  it('refuse a password where the policy asks for more', async () => {
    await setPolicies(server, [
      {
        priority: 1,
        success_conditions: { any_of: [[succeeded('password-authentication'), succeeded('sms-authentication')]] },
      },
    ]);
    await addClient(server, { clientId: 'weak', grantTypes: ['password'] });
    const weak = await discover(server, 'weak');
    const other = { ...PERSON, email: 'other@example.com' };
    const { passwords, users } = server.server.tessera.dependencies;
    const [known] = await users.findByEmail(server.tenantId, PERSON.email);
    if (!known) throw new Error('nobody is registered');
    await users.insert({
      ...known,
      sub: 'other',
      preferredUsername: other.email,
      email: other.email,
      passwordHash: await passwords.hash(other.password),
    });
    const given = { username: other.email, password: other.password, scope: 'openid' };
    expect(await refusal(oidc.genericGrantRequest(weak, 'password', given))).toEqual({
      status: 400,
      error: 'invalid_grant',
      description: 'The authentication policy requires more than a password',
    });
  });

  it('are told apart from the grants of the web application', async () => {
    const web = await discover(server);
    expect(await refusal(oidc.clientCredentialsGrant(web, { scope: 'openid' }))).toMatchObject({
      error: 'unauthorized_client',
    });
    expect(await refusal(oidc.genericGrantRequest(web, 'password', { ...CREDENTIALS, scope: 'openid' }))).toMatchObject(
      { error: 'unauthorized_client' },
    );
    expect(GUIDE.clientId).toBe(web.clientMetadata().client_id);
  });
});
