import { somebody } from '../support/people.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

type Line = Readonly<Record<string, unknown>>;

describe('the id of a request', () => {
  let server: RunningServer;
  let paths: readonly (readonly [method: string, path: string, status: number])[];

  beforeAll(async () => {
    server = await startServer({ env: { TESSERA_LOG_LEVEL: 'trace' } });
    const { TENANT_ID } = server.variables;
    const { id } = await SignIn.start(server.variables);
    paths = [
      ['GET', '/health/live', 200],
      ['GET', '/metrics', 200],
      ['GET', '/authorize', 200],
      ['GET', '/nowhere', 404],
      ['GET', '/%zz', 404],
      ['GET', `/${TENANT_ID}/.well-known/openid-configuration`, 200],
      ['GET', `/${TENANT_ID}/v1/jwks`, 200],
      ['POST', `/${TENANT_ID}/v1/tokens`, 400],
      ['GET', `/${TENANT_ID}/v1/userinfo`, 401],
      ['GET', `/${TENANT_ID}/v1/authorizations`, 400],
      ['GET', `/${TENANT_ID}/v1/authorizations/${id}/view-data`, 200],
      ['POST', `/${TENANT_ID}/v1/authorizations/${id}/sms-authentication`, 400],
      ['PUT', `/${TENANT_ID}/v1/authorizations/${id}/view-data`, 405],
      ['GET', '/v1/management/tenants', 401],
    ];
  }, SERVER_TIMEOUT);
  afterAll(() => server.stop(), SERVER_TIMEOUT);

  const linesOf = async (id: string): Promise<readonly Line[]> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const lines = server.child.output().split('\n');
      const found = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
      const own = found.filter((line) => line['request_id'] === id);
      if (own.length > 0) return own;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [];
  };

  it('is in every answer and every log line, whatever the answer is', async () => {
    for (const [index, [method, path, status]] of paths.entries()) {
      const id = `check-${index}`;
      const answer = await checkedFetch(server.url + path, {
        method,
        redirect: 'manual',
        headers: { 'X-Request-Id': id },
      });
      expect([path, answer.status, answer.headers.get('x-request-id')]).toEqual([path, expect.any(Number), id]);
      // A tenant's protocol layer may word a refusal as it likes; what matters is that it is one.
      expect([path, Math.trunc(answer.status / 100)]).toEqual([path, Math.trunc(status / 100)]);
      const [line] = await linesOf(id);
      expect(line).toMatchObject({ msg: 'request', method, status: answer.status });
    }
  });

  it('is made by the server where the caller shows one that is not harmless', async () => {
    for (const id of ['a b', 'x'.repeat(65), '{"level":60}', somebody().email]) {
      const answer = await checkedFetch(`${server.url}/health/live`, { headers: { 'X-Request-Id': id } });
      const own = answer.headers.get('x-request-id') ?? '';
      expect(own).toMatch(/^[0-9a-f-]{36}$/);
      expect(await linesOf(own)).toHaveLength(1);
      expect(server.child.output()).not.toContain(id);
    }
  });
});
