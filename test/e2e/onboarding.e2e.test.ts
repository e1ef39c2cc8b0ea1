import { requestJson } from '../support/json-request.js';
import type { Answer } from '../support/json-request.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** Specification 5.4, word for word. */
const EXAMPLE = `{"organization":{"id":"72cf4a12-8da3-40fb-8ae4-a77e3cda95e2","name":"Example Inc."},
 "tenant":{"id":"952f6906-3e95-4ed3-86b2-981f90f785f9","name":"Example Inc. operators"},
 "user":{"email":"operator@example.com","name":"Operator","raw_password":"Correct-Horse-42!"},
 "client":{"client_id":"org-admin","client_name":"Organization admin","grant_types":["password","refresh_token"],"token_endpoint_auth_method":"client_secret_post"}}`;
const ORGANIZATION = '72cf4a12-8da3-40fb-8ae4-a77e3cda95e2';
const ORGANIZER = '952f6906-3e95-4ed3-86b2-981f90f785f9';
const ONBOARDING = '/v1/management/onboarding';
const TENANTS = `/v1/management/organizations/${ORGANIZATION}/tenants`;
const TENANT = 'example-shop';

describe('an organization, from its onboarding to the first login', () => {
  let server: RunningServer;
  let secret = '';
  let token = '';

  beforeAll(async () => {
    server = await startServer();
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
    requestJson(server.url + path, { method, body, token: server.variables.ADMIN_TOKEN });
  const asOperator = (method: string, path: string, body?: unknown): Promise<Answer> =>
    requestJson(`${server.url}${TENANTS}${path}`, { method, body, token });
  const tokenFor = async (tenantId: string, form: Record<string, string>): Promise<Answer['body']> => {
    const answer = await checkedFetch(`${server.url}/${tenantId}/v1/tokens`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  };

  it('is onboarded with the example of the specification, after a dry run of it', async () => {
    const dry = await asAdmin('POST', `${ONBOARDING}?dry_run=true`, EXAMPLE);
    const { status, headers, body } = await asAdmin('POST', ONBOARDING, EXAMPLE);

    expect(dry).toMatchObject({ status: 200, body: { dry_run: true, result: { organization: { id: ORGANIZATION } } } });
    expect([status, headers.get('location')]).toEqual([201, `/v1/management/organizations/${ORGANIZATION}`]);
    expect(body).toMatchObject({ dry_run: false, result: { tenant: { id: ORGANIZER, type: 'ORGANIZER' } } });
    secret = (body['result'] as { client: { client_secret: string } }).client.client_secret;
    expect(secret).toMatch(/^[\w-]{40,}$/);
    expect((await asAdmin('POST', ONBOARDING, EXAMPLE)).status).toBe(409);
  });

  it('gives its operator a token for management by default, from the organizer tenant', async () => {
    const credentials = { username: 'operator@example.com', password: 'Correct-Horse-42!' };
    const form = { grant_type: 'password', client_id: 'org-admin', client_secret: secret, ...credentials };
    const answer = await tokenFor(ORGANIZER, form);

    expect(answer).toMatchObject({ status: 200, scope: expect.stringContaining('management') });
    token = String(answer['access_token']);
  });

  it('is managed by that operator, and reaches nothing outside', async () => {
    const created = await asOperator('POST', '', { id: TENANT, name: 'Shop' });
    expect(created).toMatchObject({ status: 201, body: { result: { type: 'PUBLIC' } } });
    const client = {
      client_id: 'shop-app',
      client_secret: 'a-secret-of-the-shop-app',
      redirect_uris: ['https://app.example.com/callback'],
      scope: 'openid profile email phone',
    };
    expect((await asOperator('POST', `/${TENANT}/clients`, client)).status).toBe(201);
    const configuration = smsConfigurationOfTheGuide(server.sandboxPort);
    expect((await asOperator('POST', `/${TENANT}/authentication-configurations`, configuration)).status).toBe(201);
    expect((await asOperator('POST', `/${TENANT}/authentication-policies`, policyOfTheGuide())).status).toBe(201);

    expect((await asOperator('GET', `/${server.variables.TENANT_ID}`)).status).toBe(404);
    const system = await requestJson(`${server.url}/v1/management/tenants/${TENANT}`, { token });
    expect(system.status).toBe(401);
    const foreign = `/v1/management/organizations/${server.variables.ORGANIZATION_ID}/tenants`;
    expect((await requestJson(server.url + foreign, { token })).status).toBe(401);
  });

  it('lets people register and sign in as in the guide', async () => {
    const variables = {
      ...server.variables,
      ORGANIZATION_ID: ORGANIZATION,
      TENANT_ID: TENANT,
      CLIENT_ID: 'shop-app',
      CLIENT_SECRET: 'a-secret-of-the-shop-app',
      ADMIN_TOKEN: token,
    };
    const person = somebody();
    const registration = await SignIn.start(variables);
    await registration.register(person);
    const { body: sent } = await registration.challenge(person.phone_number, 'registration');
    expect((await registration.verify(sent['verification_code'])).status).toBe(200);
    const first = await registration.tokens();

    const login = await SignIn.start(variables);
    await login.password(person.email, person.password);
    const { body: code } = await login.challenge(person.phone_number);
    expect((await login.verify(code['verification_code'])).status).toBe(200);
    expect((await login.tokens()).claims['sub']).toBe(first.claims['sub']);

    const started = await SignIn.start(variables);
    expect((await asOperator('DELETE', `/${TENANT}`)).status).toBe(204);
    expect((await started.status()).status).toBe(404);
    await expect(SignIn.start(variables)).rejects.toThrow('404');
    expect((await asOperator('GET', `/${TENANT}`)).status).toBe(404);
    expect((await asOperator('DELETE', `/${ORGANIZER}`)).status).toBe(409);
  });

  it('gives a client with client_credentials a token that manages', async () => {
    const posted = {
      organization: { id: 'machines', name: 'Machines' },
      tenant: { id: 'machine-operators', name: 'Machines' },
      user: { email: 'operator@example.com', raw_password: 'Correct-Horse-42!' },
      client: {
        client_id: 'robot',
        client_secret: 'a-secret-of-the-robot',
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    };
    expect((await asAdmin('POST', ONBOARDING, posted)).status).toBe(201);
    const form = { grant_type: 'client_credentials', client_id: 'robot', client_secret: 'a-secret-of-the-robot' };
    const { access_token: machine } = await tokenFor('machine-operators', { ...form, scope: 'management' });
    const list = await requestJson(`${server.url}/v1/management/organizations/machines/tenants`, {
      token: String(machine),
    });

    expect(list).toMatchObject({ status: 200, body: { total_count: 1 } });
    expect((await asAdmin('DELETE', '/v1/management/organizations/machines')).status).toBe(409);
    expect((await asAdmin('DELETE', '/v1/management/tenants/machine-operators')).status).toBe(204);
    expect((await asAdmin('DELETE', '/v1/management/organizations/machines')).status).toBe(204);
    const again = await requestJson(`${server.url}/v1/management/organizations/machines/tenants`, {
      token: String(machine),
    });
    expect(again.status).toBe(401);
  });
});
