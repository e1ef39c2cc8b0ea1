import { GUIDE } from '@tessera/server';
import * as oidc from 'openid-client';
import { addClient, openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { checkedLibraryFetch, discover, refusal, request, signIn } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';

const TIMEOUT = 60_000;

describe('openid-client as relying party of the bundled server', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let sub: string;

  beforeAll(async () => {
    server = await openServer();
    config = await discover(server);
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('initial-registration', PERSON);
    const tokens = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
    sub = tokens.claims()?.sub ?? '';
    expect(tokens.claims()).toMatchObject({ amr: ['initial-registration'] });
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  it('discovers exactly what specification 4.9 lists', () => {
    const { issuer } = server;
    expect(config.serverMetadata()).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/v1/authorizations`,
      token_endpoint: `${issuer}/v1/tokens`,
      introspection_endpoint: `${issuer}/v1/tokens/introspection`,
      revocation_endpoint: `${issuer}/v1/tokens/revocation`,
      userinfo_endpoint: `${issuer}/v1/userinfo`,
      jwks_uri: `${issuer}/v1/jwks`,
      end_session_endpoint: `${issuer}/v1/logout`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      subject_types_supported: ['public'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'phone', 'address'],
      acr_values_supported: [],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account', 'create'],
      claims_parameter_supported: true,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
    });
  });

  it('is found by the OAuth 2.0 form of discovery too', async () => {
    const options: oidc.DiscoveryRequestOptions = {
      algorithm: 'oauth2',
      execute: [oidc.allowInsecureRequests],
      [oidc.customFetch]: checkedLibraryFetch,
    };
    const found = await oidc.discovery(new URL(server.issuer), GUIDE.clientId, {}, undefined, options);
    expect(found.serverMetadata()).toEqual(config.serverMetadata());
  });

  it('signs a user in: code, PKCE, state, nonce and a signed id_token', async () => {
    oidc.enableNonRepudiationChecks(config);
    const before = Math.floor(Date.now() / 1000);
    const tokens = await signIn(config, new UserAgent(server), CREDENTIALS);
    const claims = tokens.claims();
    expect(claims).toMatchObject({ iss: server.issuer, sub, aud: GUIDE.clientId, amr: ['password'] });
    expect(claims).not.toHaveProperty('acr');
    expect(claims?.auth_time).toBeGreaterThanOrEqual(before);
    expect(claims?.auth_time).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
    expect(Number(claims?.exp) - Number(claims?.iat)).toBe(3600);
    expect([claims?.['nonce'], claims?.['sid'], claims?.['at_hash']]).toEqual([
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 1800, scope: 'openid profile email' });
  });

  it('redeems a code once; the second use takes the tokens of the first with it', async () => {
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('password-authentication', CREDENTIALS);
    const callback = await agent.finish();
    const tokens = await oidc.authorizationCodeGrant(config, callback, checks);
    const again = await refusal(oidc.authorizationCodeGrant(config, callback, checks));
    expect(again).toEqual({ status: 400, error: 'invalid_grant', description: 'The code is invalid or expired' });
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
    expect(await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('gives nothing for the verifier of another request', async () => {
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('password-authentication', CREDENTIALS);
    const stolen = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
    expect(await refusal(oidc.authorizationCodeGrant(config, await agent.finish(), stolen))).toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
  });

  it('rotates refresh tokens, and ends the family when a used one comes back', async () => {
    const first = await signIn(config, new UserAgent(server), CREDENTIALS);
    const second = await oidc.refreshTokenGrant(config, first.refresh_token ?? '');
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.claims()).toMatchObject({ sub, auth_time: first.claims()?.auth_time, amr: ['password'] });
    const third = await oidc.refreshTokenGrant(config, second.refresh_token ?? '', { scope: 'openid' });
    expect(third.scope).toBe('openid');
    expect((await oidc.tokenIntrospection(config, third.access_token)).active).toBe(true);
    expect(await refusal(oidc.refreshTokenGrant(config, first.refresh_token ?? ''))).toEqual({
      status: 400,
      error: 'invalid_grant',
      description: 'The refresh token is invalid or expired',
    });
    expect(await refusal(oidc.refreshTokenGrant(config, third.refresh_token ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await oidc.tokenIntrospection(config, third.access_token)).toEqual({ active: false });
    const { events } = server.server.adapters.storage.stores;
    const found = await events.query(server.tenantId, { types: ['refresh_token_reuse_detected'], limit: 5, offset: 0 });
    expect(found.list).toMatchObject([{ user: { sub } }]);
  });

  it('does not widen a scope by a refresh', async () => {
    const tokens = await signIn(config, new UserAgent(server), CREDENTIALS, { scope: 'openid' });
    expect(
      await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope: 'openid email' })),
    ).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    });
  });

  it('tells userinfo by scope', async () => {
    const all = await signIn(config, new UserAgent(server), CREDENTIALS, { scope: 'openid profile email phone' });
    expect(await oidc.fetchUserInfo(config, all.access_token, sub)).toMatchObject({
      sub,
      name: PERSON.name,
      preferred_username: PERSON.email,
      email: PERSON.email,
      email_verified: false,
      phone_number: '+819012345678',
      phone_number_verified: false,
    });
    const little = await signIn(config, new UserAgent(server), CREDENTIALS, { scope: 'openid' });
    expect(await oidc.fetchUserInfo(config, little.access_token, sub)).toEqual({ sub });
  });

  it('leaves out what the user denies', async () => {
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('password-authentication', CREDENTIALS);
    const tokens = await oidc.authorizationCodeGrant(config, await agent.finish({ denied_scopes: ['email'] }), checks);
    expect(tokens.scope).toBe('openid profile');
    expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).not.toHaveProperty('email');
  });

  it('introspects living tokens of this tenant only', async () => {
    const tokens = await signIn(config, new UserAgent(server), CREDENTIALS);
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      sub,
      client_id: GUIDE.clientId,
      scope: 'openid profile email',
      iss: server.issuer,
      token_type: 'Bearer',
      amr: ['password'],
      auth_time: tokens.claims()?.auth_time,
    });
    expect(await oidc.tokenIntrospection(config, 'unknown')).toEqual({ active: false });
  });

  it('revokes an access token alone, and a refresh token with all that came from it', async () => {
    const tokens = await signIn(config, new UserAgent(server), CREDENTIALS);
    await oidc.tokenRevocation(config, tokens.access_token);
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    await oidc.tokenRevocation(config, next.refresh_token ?? '');
    expect(await oidc.tokenIntrospection(config, next.access_token)).toEqual({ active: false });
    await oidc.tokenRevocation(config, 'unknown');
  });

  it('serves a public client with PKCE, and no other way', async () => {
    await addClient(server, {
      clientId: 'native',
      clientName: 'Native',
      tokenEndpointAuthMethod: 'none',
      requirePkce: true,
    });
    const native = await discover(server, 'native', oidc.None());
    const tokens = await signIn(native, new UserAgent(server), CREDENTIALS);
    expect(tokens.claims()).toMatchObject({ sub, aud: 'native' });
    const bare = new URL(`${server.issuer}/v1/authorizations`);
    bare.search = new URLSearchParams({
      response_type: 'code',
      client_id: 'native',
      scope: 'openid',
      redirect_uri: GUIDE.redirectUri,
      state: 's',
    }).toString();
    const back = await new UserAgent(server).go(bare);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: 'invalid_request',
      state: 's',
      iss: server.issuer,
    });
  });

  it('does not take a wrong secret', async () => {
    const wrong = await discover(server, GUIDE.clientId, oidc.ClientSecretBasic('wrong'));
    const { url, checks } = await request(wrong);
    const agent = new UserAgent(server);
    await agent.open(url);
    await agent.must('password-authentication', CREDENTIALS);
    const challenge: unknown = await oidc
      .authorizationCodeGrant(wrong, await agent.finish(), checks)
      .catch((reason: unknown) => reason);
    expect(challenge).toBeInstanceOf(oidc.WWWAuthenticateChallengeError);
    expect(challenge).toMatchObject({
      status: 401,
      cause: [{ scheme: 'basic', parameters: { error: 'invalid_client' } }],
    });
  });

  it('signs out', async () => {
    const agent = new UserAgent(server);
    const tokens = await signIn(config, agent, CREDENTIALS);
    expect(agent.jar.names).toContain('IDP_IDENTITY');
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'https://app.example.com/',
      state: 'bye',
    });
    expect((await agent.go(url)).href).toBe('https://app.example.com/?state=bye');
    expect(agent.jar.names).not.toContain('IDP_IDENTITY');
  });
});
