import { aTenant } from '@tessera/testkit';
import { smsConfiguration, CONFIGURATION_ID } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const ORGANIZATION = '/v1/management/organizations/org/tenants/mine';
const SYSTEM = '/v1/management/tenants/mine';
const INVALID_TOKEN = { error: 'invalid_token', error_description: 'The access token is invalid or expired' };
const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };

describe('access to the management API', () => {
  const app = withApp();
  const get = async (path: string, headers: Record<string, string>): Promise<[number, unknown]> => {
    const answer = await app().request(path, { headers });
    return [answer.status, await answer.json()];
  };
  const organizer = async (id: string, organizationId: string): Promise<void> => {
    await app().dependencies.directory.insertTenant(aTenant({ id, organizationId, type: 'ORGANIZER' }));
  };

  it.each([
    ['no header', undefined],
    ['an unknown token', 'Bearer unknown'],
    ['Basic', 'Basic dXNlcjpwYXNz'],
    ['an empty token', 'Bearer '],
    ['two tokens', 'Bearer one two'],
    ['a token without a scheme', 'operator'],
    ['broken characters', 'Bearer ä"<>'],
  ])('is refused with 401 for %s, whatever the path and the body', async (_what, authorization) => {
    const headers = authorization === undefined ? {} : { authorization: Buffer.from(authorization).toString('latin1') };
    for (const path of [ORGANIZATION, SYSTEM, '/v1/management/organizations/unknown/tenants/unknown']) {
      const answer = await app().post(`${path}/authentication-configurations?dry_run=perhaps`, 'broken', headers);
      expect([answer.status, await answer.json()]).toEqual([401, INVALID_TOKEN]);
      expect(answer.headers.get('www-authenticate')).toBe(
        authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
      );
    }
  });

  it.each(['bearer', 'BEARER'])('takes the scheme as %s too', async (scheme) => {
    const { authorization } = await operator(app());
    const [status] = await get(`${SYSTEM}/security-events`, { authorization: authorization.replace('Bearer', scheme) });
    expect(status).toBe(200);
  });

  it('needs the scope, and tells so before what is unknown', async () => {
    const headers = await operator(app(), { scopes: ['openid', 'management:read'] });
    const refusal = { error: 'insufficient_scope', error_description: "Scope 'management' is required" };
    for (const path of [SYSTEM, '/v1/management/tenants/unknown']) {
      const answer = await app().request(`${path}/security-events`, { headers });
      expect([answer.status, await answer.json()]).toEqual([403, refusal]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="management"');
    }
  });

  it('tells foreign and unknown organizations and tenants the same, before a permission is asked', async () => {
    for (const permissions of [['*'], []]) {
      const headers = await operator(app(), { permissions });
      for (const path of [
        '/v1/management/organizations/unknown/tenants/mine',
        '/v1/management/organizations/other-org/tenants/mine',
        '/v1/management/organizations/org/tenants/other',
        '/v1/management/organizations/org/tenants/unknown',
        '/v1/management/tenants/unknown',
        '/v1/management/tenants/__proto__',
      ]) {
        expect([path, ...(await get(`${path}/authentication-configurations`, headers))]).toEqual([
          path,
          404,
          NOT_FOUND,
        ]);
      }
    }
  });

  it("lets an organization's operators into their own organization only", async () => {
    await organizer('org-home', 'org');
    await organizer('other-home', 'other-org');
    const own = await operator(app(), { tenantId: 'org-home' });
    const foreign = await operator(app(), { tenantId: 'other-home' });
    expect((await get(`${ORGANIZATION}/security-events`, own))[0]).toBe(200);
    expect(await get(`${ORGANIZATION}/security-events`, foreign)).toEqual([401, INVALID_TOKEN]);
    expect(await get('/v1/management/organizations/unknown/tenants/mine/security-events', foreign)).toEqual([
      401,
      INVALID_TOKEN,
    ]);
    expect(await get('/v1/management/organizations/org/tenants/other/security-events', own)).toEqual([404, NOT_FOUND]);
    expect(await get(`${SYSTEM}/security-events`, own)).toEqual([401, INVALID_TOKEN]);
  });

  it("does not take a token of the organization's ordinary tenants", async () => {
    const headers = await operator(app(), { tenantId: 'mine' });
    expect(await get(`${ORGANIZATION}/security-events`, headers)).toEqual([401, INVALID_TOKEN]);
    expect(await get(`${SYSTEM}/security-events`, headers)).toEqual([401, INVALID_TOKEN]);
  });

  it.each<[string, string, string]>([
    ['GET', 'authentication-configurations', 'idp:authentication-config:read'],
    ['POST', 'authentication-configurations', 'idp:authentication-config:create'],
    ['GET', 'authentication-configurations/x', 'idp:authentication-config:read'],
    ['PUT', 'authentication-configurations/x', 'idp:authentication-config:update'],
    ['DELETE', 'authentication-configurations/x', 'idp:authentication-config:delete'],
    ['GET', 'authentication-policies', 'idp:authentication-policy-config:read'],
    ['POST', 'authentication-policies', 'idp:authentication-policy-config:create'],
    ['PUT', 'authentication-policies/x', 'idp:authentication-policy-config:update'],
    ['DELETE', 'authentication-policies/x', 'idp:authentication-policy-config:delete'],
    ['GET', 'security-events', 'idp:security-event:read'],
    ['GET', 'security-events/x', 'idp:security-event:read'],
  ])(
    'needs for %s %s the permission %s, before the object and the body are looked at',
    async (method, path, permission) => {
      const all = ['config', 'policy-config'].flatMap((name) =>
        ['create', 'read', 'update', 'delete'].map((action) => `idp:authentication-${name}:${action}`),
      );
      const others = [...all, 'idp:security-event:read'].filter((name) => name !== permission);
      const missing = await operator(app(), {
        permissions: [...others, 'idp:authentication', 'idp:security'],
        kind: 'user',
      });
      const held = await operator(app(), { permissions: [permission] });
      const body = method === 'GET' ? {} : { body: 'broken' };
      for (const level of [ORGANIZATION, SYSTEM]) {
        const refused = await app().request(`${level}/${path}`, { method, headers: missing, ...body });
        expect([refused.status, await refused.json()]).toEqual([
          403,
          { error: 'access_denied', error_description: `Permission '${permission}' is required` },
        ]);
        const passed = await app().request(`${level}/${path}`, { method, headers: held, ...body });
        expect([401, 403]).not.toContain(passed.status);
      }
    },
  );

  it.each(['*', 'idp:*', 'idp:authentication-config:*'])('is given by the wildcard %s', async (permission) => {
    const headers = await operator(app(), { permissions: [permission] });
    expect((await get(`${SYSTEM}/authentication-configurations`, headers))[0]).toBe(200);
  });

  it.each(['idp:authentication-*', 'id*', 'idp', 'idp:authentication-config', '*:read', 'IDP:*'])(
    'is not given by %s: wildcards stand for whole segments at the end',
    async (permission) => {
      const headers = await operator(app(), { permissions: [permission] });
      expect((await get(`${SYSTEM}/authentication-configurations`, headers))[0]).toBe(403);
    },
  );

  it('ends at once when the role is taken away', async () => {
    const headers = await operator(app());
    app().dependencies.directory.findPermissions = async () => [];
    expect((await get(`${SYSTEM}/security-events`, headers))[0]).toBe(403);
  });

  it("does not show another tenant's objects under a path of one's own", async () => {
    const headers = await operator(app());
    const created = await app().post(
      '/v1/management/tenants/other/authentication-configurations',
      smsConfiguration(),
      headers,
    );
    expect(created.status).toBe(201);
    const path = `${SYSTEM}/authentication-configurations/${CONFIGURATION_ID}`;
    expect(await get(path, headers)).toEqual([404, NOT_FOUND]);
    for (const method of ['PUT', 'DELETE']) {
      const answer = await app().request(path, { method, headers, body: method === 'PUT' ? 'broken' : null });
      expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    }
    expect(await get(`${SYSTEM}/authentication-configurations`, headers)).toEqual([
      200,
      { list: [], total_count: 0, limit: 20, offset: 0 },
    ]);
  });

  it('refuses other methods, and callers that take no JSON, when the caller may be there at all', async () => {
    const headers = await operator(app());
    for (const [method, path, allow] of [
      ['PUT', 'authentication-configurations', 'GET, HEAD, POST'],
      ['POST', 'authentication-policies/x', 'GET, HEAD, PUT, DELETE'],
      ['DELETE', 'security-events', 'GET, HEAD'],
    ] as const) {
      const answer = await app().request(`${SYSTEM}/${path}`, { method, headers });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
      expect((await app().request(`${SYSTEM}/${path}`, { method })).status).toBe(401);
    }
    expect((await get(`${SYSTEM}/security-events`, { ...headers, accept: 'text/csv' }))[0]).toBe(406);
    expect((await get(`${SYSTEM}/unknown-resource`, headers))[0]).toBe(404);
  });

  it('has no door for pages of other origins', async () => {
    const headers = { ...(await operator(app())), origin: 'http://id.example.com' };
    const answer = await app().request(`${SYSTEM}/security-events`, { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
