import { generateKeyPairSync } from 'node:crypto';
import { ManageClients, ManageTenants, TesseraError } from '@tessera/core';
import type { JsonObject, ManagedWrite } from '@tessera/core';
import { MemoryDirectoryStore, MemorySigningKeyStore } from '@tessera/memory';
import { TestEngine } from '../support/engine.js';

const CALL = { tenantId: 'shop', operator: 'operator', dryRun: false };
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

function makeKey(kid: string, type: 'RSA' | 'EC', more: JsonObject = {}): JsonObject {
  const { privateKey } =
    type === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JsonObject), kid, ...more };
}

const RSA = makeKey('rsa-1', 'RSA', { use: 'sig', alg: 'RS256' });
const OTHER_RSA = makeKey('rsa-2', 'RSA');
const EC = makeKey('ec-1', 'EC', { alg: 'ES256' });

function publicPart(key: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !SECRET_MEMBERS.includes(name)));
}

describe('the authorization server of a tenant', () => {
  let engine: TestEngine;
  let directory: MemoryDirectoryStore;
  let signingKeys: MemorySigningKeyStore;
  let tenants: ManageTenants;
  beforeEach(async () => {
    engine = await TestEngine.create();
    signingKeys = new MemorySigningKeyStore();
    directory = new MemoryDirectoryStore({ signingKeys });
    await directory.insertOrganization({ id: 'org', name: 'Example' });
    tenants = manage({});
  });

  function manage({ profile = 'production' }: { profile?: 'production' | 'development' }): ManageTenants {
    const { dependencies } = engine.tessera;
    return new ManageTenants({
      directory,
      dependencies: { ...dependencies, settings: { ...dependencies.settings, profile } },
      signingKeyViolation: async ({ d }) => (d === 'broken' ? 'cannot be used as a private key' : undefined),
    });
  }
  const create = (block: unknown, more: JsonObject = {}): Promise<ManagedWrite> =>
    tenants.create(CALL, 'org', { id: 'shop', name: 'Shop', authorization_server: block as JsonObject, ...more });
  const update = (block: unknown, more: JsonObject = {}): Promise<ManagedWrite> =>
    tenants.update(CALL, { name: 'Shop', authorization_server: block as JsonObject, ...more });
  const violations = async (write: Promise<ManagedWrite>): Promise<readonly string[]> => {
    const error: unknown = await write.catch((thrown: unknown) => thrown);
    if (!(error instanceof TesseraError)) throw new Error('it was written');
    return error.violations.map(({ pointer }) => pointer);
  };
  const warned = ({ warnings }: ManagedWrite): readonly (readonly [string, string])[] =>
    warnings.map(({ code, pointer }) => [code, pointer] as const);
  const blockOf = ({ result }: ManagedWrite): JsonObject => result['authorization_server'] as JsonObject;

  it('is shown as it was given, its keys without their private parts, and writing that back changes nothing', async () => {
    const block = {
      issuer: 'https://login.example.com/shop',
      authorization_endpoint: 'https://login.example.com/authorize?realm=shop',
      jwks_uri: 'https://login.example.com/keys',
      jwks: { keys: [RSA, EC] },
      scopes_supported: ['openid', 'transfers'],
      claims_supported: ['sub', 'name'],
      grant_types_supported: ['authorization_code', 'password'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      subject_types_supported: ['public'],
      acr_values_supported: ['urn:example:mfa'],
      extension: {
        access_token_type: 'jwt',
        access_token_duration: 300,
        id_token_duration: 301,
        refresh_token_duration: 302,
        rotate_refresh_token: false,
        authorization_code_valid_duration: 303,
        default_max_age: 0,
        token_signed_key_id: 'rsa-1',
        id_token_signed_key_id: 'ec-1',
      },
    };
    const created = await create(block);
    expect(created.warnings).toEqual([]);
    expect(blockOf(created)).toEqual({
      ...block,
      jwks: { keys: [publicPart(RSA), { ...publicPart(EC), use: 'sig' }] },
      extension: { ...block.extension, access_token_type: 'JWT' },
    });
    expect(created.result).toMatchObject({
      id_token_signing_alg: 'ES256',
      token_config: {
        access_token_expires_in: 300,
        id_token_expires_in: 301,
        refresh_token_expires_in: 302,
        code_expires_in: 303,
      },
    });
    const before = await signingKeys.list('shop');
    expect(before.map(({ kid, alg }) => [kid, alg])).toEqual([
      ['rsa-1', 'RS256'],
      ['ec-1', 'ES256'],
    ]);
    const again = await tenants.update(CALL, created.result);
    expect([again.diff, again.warnings, again.result]).toEqual([[], [], created.result]);
    expect(await signingKeys.list('shop')).toEqual(before);
    const bare = await tenants.update(CALL, { name: 'Shop' });
    expect(bare.result).not.toHaveProperty('authorization_server');
    expect(await directory.findAnyTenant('shop')).not.toHaveProperty('authorizationServer');
  });

  it('never shows or stores a private member outside of the key store', async () => {
    const written = [await create({ jwks: JSON.stringify({ keys: [RSA] }) }), await update({ jwks: { keys: [EC] } })];
    const shown = JSON.stringify([written, await directory.findAnyTenant('shop')]);
    for (const key of [RSA, EC])
      for (const member of SECRET_MEMBERS)
        if (typeof key[member] === 'string') expect(shown).not.toContain(key[member]);
  });

  it('takes the text of a JWK Set, and signs with the algorithm that was brought', async () => {
    const created = await create({ jwks: JSON.stringify({ keys: [EC] }) });
    expect(created.result['id_token_signing_alg']).toBe('ES256');
    expect((await signingKeys.list('shop'))[0]).toMatchObject({ kid: 'ec-1', jwk: { d: EC['d'] } });
  });

  it('retires keys that are no longer there, and those of the algorithm that others replace', async () => {
    await create({ jwks: { keys: [RSA, EC] } });
    await update({ jwks: { keys: [OTHER_RSA] } });
    const now = engine.clock.now();
    const [first, second, third] = await signingKeys.list('shop');
    expect([first, second]).toMatchObject([
      { kid: 'rsa-1', retiredAt: now, expiresAt: now + 3_660_000 },
      { kid: 'ec-1', retiredAt: now, expiresAt: now + 3_660_000 },
    ]);
    expect([third?.kid, third?.retiredAt]).toEqual(['rsa-2', undefined]);
  });

  it('stores no key on a dry run, on a conflict, or for a tenant that is refused', async () => {
    const dry = await tenants.create({ ...CALL, dryRun: true }, 'org', {
      id: 'shop',
      name: 'Shop',
      authorization_server: { jwks: { keys: [RSA] } },
    });
    expect(blockOf(dry)).toEqual({ jwks: { keys: [publicPart(RSA)] } });
    expect(await violations(create({ jwks: { keys: [RSA] }, issuer: 'x' }))).toEqual(['/authorization_server/issuer']);
    expect(await signingKeys.list('shop')).toEqual([]);
    await create({});
    await expect(create({ jwks: { keys: [RSA] } })).rejects.toMatchObject({ code: 'ERR_CONFLICT' });
    expect(await signingKeys.list('shop')).toEqual([]);
  });

  it.each([
    ['another kty', { ...RSA, kty: 'oct' }],
    ['another curve', { ...EC, crv: 'P-384' }],
    ['another algorithm', { ...RSA, alg: 'PS256' }],
    ['a key for encryption', { ...RSA, use: 'enc' }],
    ['a short modulus', { ...RSA, n: 'A'.repeat(200) }],
    ['no kid', { ...RSA, kid: '' }],
    ['no private part', publicPart(RSA)],
    ['half a private part', { ...RSA, qi: 7 }],
    ['no object', 'key'],
    ['a key that cannot sign', { ...RSA, d: 'broken' }],
  ])('refuses %s', async (_name, key) => {
    expect(await violations(create({ jwks: { keys: [EC, key] } }))).toEqual(['/authorization_server/jwks/keys/1']);
  });

  it('refuses a second key of an id, a new key under a known id, and what is no JWK Set', async () => {
    const second = { ...OTHER_RSA, kid: 'rsa-1' };
    expect(await violations(create({ jwks: { keys: [RSA, second] } }))).toEqual(['/authorization_server/jwks/keys/1']);
    await create({ jwks: { keys: [RSA] } });
    expect(await violations(update({ jwks: { keys: [second] } }))).toEqual(['/authorization_server/jwks/keys/0']);
    for (const jwks of ['{', '[]', { keys: {} }, 7, { keys: Array.from({ length: 21 }, () => RSA) }])
      expect(await violations(update({ jwks }))).toEqual(['/authorization_server/jwks']);
  });

  it('warns of key ids that name no key, and of one whose algorithm the tenant does not use', async () => {
    const extension = { token_signed_key_id: 'gone', id_token_signed_key_id: 'lost' };
    expect(warned(await create({ jwks: { keys: [RSA] }, extension }))).toEqual([
      ['unknown_signing_key', '/authorization_server/extension/token_signed_key_id'],
      ['unknown_signing_key', '/authorization_server/extension/id_token_signed_key_id'],
    ]);
    const other = { jwks: { keys: [RSA, EC] }, extension: { id_token_signed_key_id: 'ec-1' } };
    const written = await update(other, { id_token_signing_alg: 'RS256' });
    expect(warned(written)).toEqual([['overridden_field', '/authorization_server/extension/id_token_signed_key_id']]);
    expect(written.result['id_token_signing_alg']).toBe('RS256');
  });

  it('warns of what this server cannot do, and keeps the rest', async () => {
    const written = await create({
      grant_types_supported: ['authorization_code', 'implicit'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
      claims_supported: ['sub', 'shoe_size'],
      registration_endpoint: 'https://login.example.com/register',
      extension: { custom_claims_scope_mapping: true, authorization_response_duration: 60 },
    });
    expect(warned(written)).toEqual(
      expect.arrayContaining([
        ['unsupported_value', '/authorization_server/grant_types_supported'],
        ['unsupported_value', '/authorization_server/token_endpoint_auth_methods_supported'],
        ['unsupported_value', '/authorization_server/claims_supported'],
        ['unknown_field', '/authorization_server/registration_endpoint'],
        ['unknown_field', '/authorization_server/extension/custom_claims_scope_mapping'],
        ['unknown_field', '/authorization_server/extension/authorization_response_duration'],
      ]),
    );
    expect(written.warnings).toHaveLength(6);
    expect(blockOf(written)).toEqual({
      grant_types_supported: ['authorization_code'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      claims_supported: ['sub'],
    });
  });

  it('refuses everything that is wrong at once', async () => {
    const block = {
      issuer: 'https://login.example.com/?x=1',
      token_endpoint: 'javascript:alert(1)',
      userinfo_endpoint: 'http://login.example.com/userinfo',
      jwks: 7,
      grant_types_supported: ['implicit'],
      response_types_supported: ['token'],
      scopes_supported: ['a b'],
      extension: { access_token_type: 'saml', access_token_duration: 0, default_max_age: -1, rotate_refresh_token: 1 },
    };
    const expected = [
      '/extension/access_token_duration',
      '/extension/access_token_type',
      '/extension/default_max_age',
      '/extension/rotate_refresh_token',
      '/grant_types_supported',
      '/issuer',
      '/jwks',
      '/response_types_supported',
      '/scopes_supported/0',
      '/token_endpoint',
      '/userinfo_endpoint',
    ].map((place) => `/authorization_server${place}`);
    expect([...(await violations(create(block)))].sort()).toEqual(expected);
    expect(await violations(create(7))).toEqual(['/authorization_server']);
  });

  it('takes plain http on loopback, and anywhere in development', async () => {
    expect(blockOf(await create({ issuer: 'http://127.0.0.1:9000/shop' }))['issuer']).toBe(
      'http://127.0.0.1:9000/shop',
    );
    const issuer = 'http://login.internal/shop';
    expect(await violations(update({ issuer }))).toEqual(['/authorization_server/issuer']);
    expect(await violations(update({ issuer: 'http://localhost.evil.example/' }))).toHaveLength(1);
    tenants = manage({ profile: 'development' });
    expect(blockOf(await update({ issuer }))['issuer']).toBe(issuer);
  });

  it('yields to token_config where both speak of a duration, and says so', async () => {
    const block = { extension: { access_token_duration: 300, id_token_duration: 400 } };
    const written = await create(block, { token_config: { access_token_expires_in: 60, id_token_expires_in: 400 } });
    expect(warned(written)).toEqual([['overridden_field', '/authorization_server/extension/access_token_duration']]);
    expect(blockOf(written)['extension']).toEqual({ access_token_duration: 60, id_token_duration: 400 });
    expect((await directory.findAnyTenant('shop'))?.token).toMatchObject({
      accessTokenExpiresInSeconds: 60,
      idTokenExpiresInSeconds: 400,
    });
  });

  describe('and its clients', () => {
    const CLIENT = { client_id: 'web', redirect_uris: ['https://app.example.com/cb'] };
    let clients: ManageClients;
    const operator = { ...CALL, homeTenantId: 'shop', permissions: ['*'], operatorRoles: [] };
    type Call = Parameters<ManageClients['create']>[0];
    const call = operator as unknown as Call;
    beforeEach(() => {
      const { dependencies } = engine.tessera;
      clients = new ManageClients({ directory, dependencies, clientViolation: async () => undefined });
    });

    it('have aliases and settings of their own, shown as they were given', async () => {
      await create({});
      const extension = {
        access_token_type: 'Identifier',
        access_token_duration: 60,
        rotate_refresh_token: false,
        default_max_age: 10,
        default_ciba_authentication_interaction_type: 'x',
      };
      const written = await clients.create(call, { ...CLIENT, client_id_alias: 'shop-web', extension });
      expect(warned(written)).toEqual([['unknown_field', '/extension/default_ciba_authentication_interaction_type']]);
      const { default_ciba_authentication_interaction_type: _unknown, ...kept } = extension;
      expect(written.result).toMatchObject({
        client_id_alias: 'shop-web',
        extension: { ...kept, access_token_type: 'opaque' },
      });
      const { client_secret: _secret, ...shown } = written.result;
      const again = await clients.update(call, 'web', shown);
      expect([again.diff, again.warnings]).toEqual([[], []]);
      expect((await directory.findClient('shop', 'shop-web'))?.clientId).toBe('web');
    });

    it('share no name, dry runs included', async () => {
      await create({});
      await clients.create(call, { ...CLIENT, client_id_alias: 'shop-web' });
      for (const dryRun of [true, false])
        for (const names of [
          { client_id: 'shop-web' },
          { client_id: 'b', client_id_alias: 'web' },
          { client_id: 'b', client_id_alias: 'shop-web' },
        ])
          await expect(clients.create({ ...call, dryRun }, { ...CLIENT, ...names })).rejects.toMatchObject({
            code: 'ERR_CONFLICT',
            conflictingId: 'web',
          });
      await clients.create(call, { ...CLIENT, client_id: 'b' });
      for (const dryRun of [true, false])
        await expect(
          clients.update({ ...call, dryRun }, 'b', { ...CLIENT, client_id: 'b', client_id_alias: 'web' }),
        ).rejects.toMatchObject({ code: 'ERR_CONFLICT' });
      expect(warned(await clients.update(call, 'b', { ...CLIENT, client_id: 'b', client_id_alias: 'b' }))).toEqual([
        ['ignored_field', '/client_id_alias'],
      ]);
    });

    it('are told what the tenant does not support', async () => {
      await create({
        grant_types_supported: ['authorization_code'],
        scopes_supported: ['profile'],
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      });
      const posted = { ...CLIENT, grant_types: ['authorization_code', 'password'], scope: 'openid profile email' };
      expect(warned(await clients.create(call, posted))).toEqual([
        ['unsupported_value', '/grant_types'],
        ['unsupported_value', '/scope'],
        ['unsupported_value', '/token_endpoint_auth_method'],
      ]);
    });
  });
});
