import { isPermitted, PERMISSIONS } from '@tessera/core';
import type { JsonObject } from '@tessera/core';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const PATH = '/v1/management/onboarding';
/** Specification 5.4. */
const EXAMPLE = {
  organization: { id: '72cf4a12-8da3-40fb-8ae4-a77e3cda95e2', name: 'Example Inc.' },
  tenant: { id: '952f6906-3e95-4ed3-86b2-981f90f785f9', name: 'Example Inc. operators' },
  user: { email: 'operator@example.com', name: 'Operator', raw_password: 'Correct-Horse-42!' },
  client: {
    client_id: 'org-admin',
    client_name: 'Organization admin',
    grant_types: ['password', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
  },
};
const { id: ORGANIZATION } = EXAMPLE.organization;
const { id: TENANT } = EXAMPLE.tenant;

describe('POST /v1/management/onboarding', () => {
  const app = withApp();
  const onboard = async (body: unknown, query = '', headers?: Record<string, string>): Promise<Response> =>
    app().post(`${PATH}${query}`, body, headers ?? (await operator(app())));
  const read = async (answer: Promise<Response>): Promise<[number, JsonObject]> => {
    const response = await answer;
    return [response.status, (await response.json()) as JsonObject];
  };

  it('makes the five parts of the example, which hold all permissions of the organization and no other', async () => {
    const response = await onboard(EXAMPLE);
    expect([response.status, response.headers.get('location')]).toEqual([
      201,
      `/v1/management/organizations/${ORGANIZATION}`,
    ]);
    const { result, ...rest } = (await response.json()) as { result: Record<string, JsonObject> };
    expect(rest).toEqual({ dry_run: false });
    expect(result).toMatchObject({
      organization: EXAMPLE.organization,
      tenant: { ...EXAMPLE.tenant, type: 'ORGANIZER', registration_enabled: false },
      user: { email: 'operator@example.com', has_password: true, roles: ['administrator'] },
      client: { client_id: 'org-admin', scope: 'openid profile email management', roles: ['administrator'] },
    });
    const { directory, users } = app().dependencies;
    const client = await directory.findClient(TENANT, 'org-admin');
    expect(client?.clientSecret).toBe(result['client']?.['client_secret']);
    expect((await users.findByUsername(TENANT, 'operator@example.com'))?.passwordHash).toBe('plain:Correct-Horse-42!');
    const held = await directory.findPermissions(TENANT, ['administrator']);
    expect(PERMISSIONS.filter((permission) => !isPermitted(held, permission))).toEqual(
      ['create', 'read', 'update', 'delete'].map((action) => `idp:organization:${action}`),
    );
    const headers = await operator(app(), { tenantId: TENANT, permissions: held });
    const tenants = await app().request(`/v1/management/organizations/${ORGANIZATION}/tenants`, { headers });
    expect(tenants.status).toBe(200);
  });

  it('says on a dry run what the write would say, and stores nothing', async () => {
    const posted = { ...EXAMPLE, theme: 'dark', client: { ...EXAMPLE.client, client_secret: 'a-secret-of-our-own' } };
    const [status, dry] = await read(onboard(posted, '?dry_run=true'));
    expect([status, await app().dependencies.directory.findOrganization(ORGANIZATION)]).toEqual([200, undefined]);
    const [created, real] = await read(onboard(posted));
    expect(created).toBe(201);
    const bare = (answer: JsonObject): string =>
      JSON.stringify(answer)
        .replace(/"(sub|created_at|updated_at)":"[^"]*"/g, '')
        .replace('"dry_run":true', '"dry_run":false');
    expect(bare(dry)).toBe(bare(real));
    expect(real).toMatchObject({ warnings: [{ code: 'unknown_field', pointer: '/theme' }] });
    const [taken] = await read(onboard(posted, '?dry_run=true'));
    expect(taken).toBe(409);
  });

  it('tells the violations and warnings of all parts at once', async () => {
    const posted = {
      organization: { id: 'a b', slogan: 'x' },
      tenant: { name: 'x', type: 'ADMIN', session_config: [] },
      user: { email: 'nobody', raw_password: 'short', roles: ['administrator', 'root'] },
      client: { client_id: 'a b', redirect_uris: ['/callback'], scope: 'openid' },
    };
    for (const query of ['', '?dry_run=1']) {
      const [status, { violations }] = await read(onboard(posted, query));
      expect([status, (violations as { pointer: string }[]).map(({ pointer }) => pointer).sort()]).toEqual([
        400,
        [
          '/client/client_id',
          '/client/redirect_uris/0',
          '/organization/id',
          '/organization/name',
          '/tenant/session_config',
          '/tenant/type',
          '/user/email',
          '/user/raw_password',
          '/user/roles/1',
        ],
      ]);
    }
    const [, missing] = await read(onboard({ organization: [], user: { email: 'a@example.com' } }));
    expect((missing['violations'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/client',
      '/organization',
      '/tenant',
      '/user/raw_password',
    ]);
    const http = { ...EXAMPLE, client: { ...EXAMPLE.client, redirect_uris: ['http://a.example.com/'] } };
    expect(await read(onboard(http))).toMatchObject([400, { violations: [{ pointer: '/client/redirect_uris' }] }]);
  });

  it('reads the authorization server beside the tenant, and tells what is wrong with it there', async () => {
    const posted = { ...EXAMPLE, authorization_server: { issuer: 'no address' } };
    expect(await read(onboard(posted))).toMatchObject([
      400,
      { violations: [{ pointer: '/authorization_server/issuer' }] },
    ]);
    const sound = { ...EXAMPLE, authorization_server: { extension: { access_token_duration: 77 }, theme: 1 } };
    expect(await read(onboard(sound))).toMatchObject([
      201,
      {
        result: { tenant: { token_config: { access_token_expires_in: 77 } } },
        warnings: [{ pointer: '/authorization_server/theme' }],
      },
    ]);
  });

  it('makes nothing when an id is taken, and one of parallel calls gets through', async () => {
    for (const part of ['organization', 'tenant'] as const) {
      const id = part === 'organization' ? 'org' : 'mine';
      for (const query of ['', '?dry_run=1'])
        expect(await read(onboard({ ...EXAMPLE, [part]: { id, name: 'x' } }, query))).toMatchObject([
          409,
          { error: 'conflict', conflicting_id: id },
        ]);
    }
    const statuses = (await Promise.all([1, 2, 3].map(() => onboard(EXAMPLE)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409]);
  });

  it('needs all four permissions, and the admin tenant', async () => {
    const all = ['organization', 'tenant', 'client', 'user'].map((resource) => `idp:${resource}:create`);
    for (const missing of all) {
      const headers = await operator(app(), { permissions: all.filter((permission) => permission !== missing) });
      expect(await read(onboard(EXAMPLE, '', headers))).toMatchObject([
        403,
        { error_description: `Permission '${missing}' is required` },
      ]);
    }
    const foreign = await operator(app(), { tenantId: 'mine' });
    expect((await onboard(EXAMPLE, '', foreign)).status).toBe(401);
    expect((await onboard(EXAMPLE, '', await operator(app(), { permissions: all }))).status).toBe(201);
  });

  it('takes no body beyond its limit, and is on record with the organization', async () => {
    expect((await onboard({ ...EXAMPLE, filler: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await onboard(EXAMPLE)).status).toBe(201);
    const { list } = await app().dependencies.auditLog.query('admin', { limit: 1, offset: 0 });
    expect(list).toMatchObject([
      { resource: 'onboarding', resourceId: ORGANIZATION, operation: 'create', outcome: 'success' },
    ]);
    expect(JSON.stringify(list)).not.toContain('Correct-Horse');
  });
});
