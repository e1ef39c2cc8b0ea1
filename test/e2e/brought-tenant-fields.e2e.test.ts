import { requestJson } from '../support/json-request.js';
import type { Answer } from '../support/json-request.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

const PASSWORD = 'Test1234!';
const PASSWORD_POLICY = {
  min_length: 9,
  max_length: 20,
  require_uppercase: true,
  require_lowercase: true,
  require_number: true,
  require_special_char: true,
  max_attempts: 3,
  lockout_duration_seconds: 40,
};

describe('the tenant of another server, brought to this one', () => {
  let server: RunningServer;
  let base: string;
  let count = 0;

  const manage = (method: string, path: string, body?: unknown): Promise<Answer> =>
    requestJson(`${base}${path}`, { method, body, token: server.variables.ADMIN_TOKEN });

  /** Makes a tenant with these fields, and a client in it; answers what a sign-in needs. */
  const bring = async (fields: object): Promise<RunningServer['variables']> => {
    count += 1;
    const id = `brought-${count}`;
    const { status, body } = await manage('POST', '', { id, name: 'Brought', ...fields });
    if (status !== 201) throw new Error(JSON.stringify(body));
    const { CLIENT_ID: client_id, CLIENT_SECRET: client_secret, REDIRECT_URI: redirect } = server.variables;
    await manage('POST', `/${id}/clients`, {
      client_id,
      client_secret,
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid profile',
    });
    return { ...server.variables, TENANT_ID: id };
  };

  beforeAll(async () => {
    server = await startServer({ env: { TESSERA_LOG_LEVEL: 'info' } });
    const { IDP_SERVER_URL, ORGANIZATION_ID } = server.variables;
    base = `${IDP_SERVER_URL}/v1/management/organizations/${ORGANIZATION_ID}/tenants`;
  }, SERVER_TIMEOUT);

  afterAll(() => server.stop(), SERVER_TIMEOUT);

  it('gives its cookies the name and the protection that it wants', async () => {
    const fields = { session_config: { cookie_name: 'SHOP_SESSION', use_secure_cookie: true } };
    const flow = await SignIn.start(await bring(fields));
    await flow.register({ email: 'user@example.com', password: PASSWORD });
    const { status, headers } = await flow.post('authorize');
    const names = headers.getSetCookie().map((cookie) => cookie.slice(0, cookie.indexOf('=')));
    expect([status, names]).toEqual([
      200,
      expect.arrayContaining(['SHOP_SESSION', 'SHOP_SESSION.sig', 'IDP_AUTH_SESSION']),
    ]);
    expect(names).not.toContain('IDP_IDENTITY');
    for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/; secure/i);
  });

  it('holds new users to its password policy', async () => {
    const flow = await SignIn.start(await bring({ identity_policy_config: { password_policy: PASSWORD_POLICY } }));
    for (const password of [
      'Test123!',
      `Test1234!${'x'.repeat(12)}`,
      'test1234!',
      'TEST1234!',
      'Testtest!',
      'Test12345',
    ]) {
      const { status, body } = await flow.register({ email: 'user@example.com', password });
      expect([password, status, body['error_description']]).toEqual([
        password,
        400,
        'Password does not meet the password policy',
      ]);
      expect(body['error_messages']).toHaveLength(1);
    }
    expect((await flow.register({ email: 'user@example.com', password: PASSWORD })).status).toBe(200);
  });

  it('locks a name out after so many wrong passwords, for so long', async () => {
    const variables = await bring({ identity_policy_config: { password_policy: PASSWORD_POLICY } });
    const registered = await SignIn.start(variables);
    await registered.register({ email: 'user@example.com', password: PASSWORD });
    await registered.authorize();
    const flow = await SignIn.start(variables);
    for (let attempt = 1; attempt <= PASSWORD_POLICY.max_attempts; attempt += 1)
      expect((await flow.password('user@example.com', 'wrong')).body['error']).toBe('invalid_credentials');
    const { body } = await flow.password('user@example.com', PASSWORD);
    expect(body).toMatchObject({ error: 'too_many_attempts' });
    expect(body['retry_after']).toBeGreaterThan(0);
    expect(body['retry_after']).toBeLessThanOrEqual(PASSWORD_POLICY.lockout_duration_seconds);
  });

  it.each([
    ['PHONE', { phone_number: '+81-90-1234-5678' }, '+819012345678'],
    ['USERNAME', { preferred_username: 'newbie' }, 'newbie'],
    ['EMAIL', { email: 'user@example.com' }, 'user@example.com'],
  ])('knows its users by %s', async (identity_unique_key_type, key, username) => {
    const variables = await bring({ identity_policy_config: { identity_unique_key_type } });
    const without = { email: 'user@example.com', phone_number: '+81-90-1234-5678', preferred_username: 'newbie' };
    for (const name of Object.keys(key)) delete without[name as keyof typeof without];
    const flow = await SignIn.start(variables);
    expect((await flow.register({ ...without, password: PASSWORD })).status).toBe(400);
    expect((await flow.register({ ...key, password: PASSWORD })).status).toBe(200);
    await flow.authorize();
    const next = await SignIn.start(variables);
    expect((await next.register({ ...key, password: PASSWORD })).status).toBe(400);
    expect((await next.password(username, PASSWORD)).status).toBe(200);
  });

  it('has its security events in the log, masked, and only there when it wants none stored', async () => {
    const variables = await bring({
      security_event_log_config: {
        format: 'structured_json',
        stage: 'processed',
        service_name: 'shop',
        include_user_agent: false,
        include_event_detail: true,
        custom_tags: { team: 'identity' },
        persistence_enabled: false,
      },
    });
    const flow = await SignIn.start(variables);
    const number = '+819012345678';
    await flow.register({ email: 'logged@example.com', phone_number: number, password: PASSWORD });
    const target = await flow.authorize();
    await server.child.wrote('"event_type":"oauth_authorize"');
    const lines = server.child
      .output()
      .split('\n')
      .filter((line) => line.includes('"msg":"security event"'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.map(({ event_type: type }) => type)).toEqual(
      expect.arrayContaining(['authorization_started', 'user_initial_registration_success', 'session_start']),
    );
    expect(lines.find(({ event_type: type }) => type === 'user_signup')).toMatchObject({
      tenant_id: variables.TENANT_ID,
      stage: 'processed',
      service_name: 'shop',
      user_id: expect.any(String),
      user_name: 'l***@example.com',
      client_id: variables.CLIENT_ID,
      transaction_id: `${flow.id.slice(0, 8)}…`,
      ip_address: expect.any(String),
      tags: { team: 'identity' },
    });
    const text = JSON.stringify(lines);
    for (const secret of [
      number,
      'logged@',
      PASSWORD,
      flow.id,
      target.searchParams.get('code') ?? 'no code',
      'user_agent',
    ])
      expect(text).not.toContain(secret);
    expect((await manage('GET', `/${variables.TENANT_ID}/security-events`)).body['total_count']).toBe(0);
  });

  it('logs the events of no other tenant', async () => {
    const variables = await bring({});
    const flow = await SignIn.start(variables);
    expect((await flow.register({ email: 'quiet@example.com', password: PASSWORD })).status).toBe(200);
    await flow.authorize();
    expect(server.child.output()).not.toContain(`"tenant_id":"${variables.TENANT_ID}"`);
    const { body } = await manage('GET', `/${variables.TENANT_ID}/security-events`);
    expect(body['total_count']).toBeGreaterThan(2);
  });
});
