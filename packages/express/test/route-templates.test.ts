import { RouteTemplates } from '@tessera/express';
import { withApp } from './support/test-app.js';

const templates = new RouteTemplates();
const TENANT = '/v1/management/tenants/{tenantId}';
const ORGANIZATION = '/v1/management/organizations/{organizationId}/tenants/{tenantId}';

describe('the template of a path', () => {
  withApp({ templates });

  it.each([
    ['/1e68932e-ed4a/v1/authorizations/9sQ0b1/authorize', '/{tenantId}/v1/authorizations/{id}/authorize'],
    ['/v1/authorizations/9sQ0b1/view-data', '/v1/authorizations/{id}/view-data'],
    ['/v1/authorizations/9sQ0b1/whatever-90-1234', '/v1/authorizations/{id}/{interaction}'],
    ['/a-tenant/v1/tokens', '/{tenantId}/v1/tokens'],
    ['/a-tenant/v1/tokens/', '/{tenantId}/v1/tokens'],
    ['/a-tenant/.well-known/openid-configuration', '/{tenantId}/.well-known/openid-configuration'],
    ['/v1/management/tenants/t/users/u-1', `${TENANT}/users/{sub}`],
    ['/v1/management/organizations/o/tenants/t/users', `${ORGANIZATION}/users`],
    [
      '/v1/management/organizations/o/tenants/t/authentication-policies/p/versions/diff',
      `${ORGANIZATION}/authentication-policies/{id}/versions/diff`,
    ],
    [
      '/v1/management/organizations/o/tenants/t/authentication-policies/p/versions/3',
      `${ORGANIZATION}/authentication-policies/{id}/versions/{version}`,
    ],
  ])('of %s is %s', (path, template) => {
    expect(templates.of(path)).toBe(template);
  });

  it.each(['/', '', '/nothing', '//', '/a@example.com', `/${'a/'.repeat(500)}`, '/v1/management/tenants/t/none', '*'])(
    'that no route has (%s) is "other"',
    (path) => {
      expect(templates.of(path)).toBe('other');
    },
  );
});
