import { MemorySigningKeyStore } from '@tessera/memory';
import { aClient, aTenant, IdentityServer, OTHER_TENANT_ID, TENANT_ID } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

describe('discovery', () => {
  const server = withServer();

  it('lists exactly what is supported', async () => {
    const { issuer } = server();
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({
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
      acr_values_supported: ['urn:example:mfa'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account', 'create'],
      claims_parameter_supported: true,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
    });
  });

  it('is found at the place of RFC 8414 as well', async () => {
    const answer = await fetch(`${server().base}/.well-known/oauth-authorization-server/${TENANT_ID}`);
    expect(await answer.json()).toMatchObject({ issuer: server().issuer });
  });

  it('is 404 for a tenant that is unknown or disabled', async () => {
    server().put(aTenant({ id: OTHER_TENANT_ID, enabled: false }));
    for (const id of ['unknown', OTHER_TENANT_ID]) {
      const answer = await fetch(`${server().base}/${id}/.well-known/openid-configuration`);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { error: 'invalid_request', error_description: 'Tenant not found' },
      ]);
    }
  });
});

describe('signing keys', () => {
  let server: IdentityServer;
  let keys: MemorySigningKeyStore;
  beforeEach(async () => {
    keys = new MemorySigningKeyStore();
    server = await new IdentityServer({}, keys).open();
    server.put(aTenant({ idTokenSigningAlg: 'ES256' }), aClient());
  });
  afterEach(() => server.close());
  const published = async (): Promise<{ kid: string }[]> =>
    ((await (await fetch(`${server.issuer}/v1/jwks`)).json()) as { keys: { kid: string }[] }).keys;

  it('are made with the first request, once, however many ask', async () => {
    const answers = await Promise.all([published(), published(), published()]);
    expect(new Set(answers.flat().map(({ kid }) => kid)).size).toBe(1);
    expect(await keys.list(TENANT_ID)).toHaveLength(1);
  });

  it('show nothing private', async () => {
    const [key] = await published();
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('stay published when retired, behind the one that signs, until they expire', async () => {
    const [first] = await published();
    const [stored] = await keys.list(TENANT_ID);
    const now = server.clock.now();
    const rotated = new MemorySigningKeyStore();
    if (stored) await rotated.addIfNone({ ...stored, retiredAt: now, expiresAt: now + 60_000 });
    const second = await new IdentityServer({}, rotated).open();
    second.put(aTenant({ idTokenSigningAlg: 'ES256' }), aClient());
    const kids = async (): Promise<string[]> =>
      ((await (await fetch(`${second.issuer}/v1/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(
        ({ kid }) => kid,
      );
    expect(await kids()).toEqual([expect.not.stringMatching(first?.kid ?? ''), first?.kid]);
    second.clock.advanceSeconds(60);
    second.authorization.forget(TENANT_ID);
    expect(await kids()).toHaveLength(1);
    await second.close();
  });
});
