import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { closed, declare, json, merged, openApiDocument, refusals, TEXT } from '@tessera/express';
import express, { Router } from 'express';
import type { Response as ExpressResponse } from 'express';
import { ROOT } from '../support/repository.js';
import { checkedFetch, takeProblems } from '../support/openapi/checked-fetch.js';

const ITEM = closed({ id: TEXT, at: { type: 'string', format: 'date-time' } });
const GOOD = { id: 'a', at: '2025-01-19T10:00:00.000Z' };

function respond(
  res: ExpressResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  res.status(status).set({ 'Cache-Control': 'no-store', 'X-Request-Id': 'r', ...headers });
  if (body === undefined) res.end();
  else res.json(body);
}

/** A server with one declared operation, which answers as the test wants, and with a route that nobody has declared. */
async function serve(
  answer: (res: ExpressResponse) => void,
): Promise<{ readonly server: Server; readonly url: string }> {
  const router = Router();
  declare(
    router,
    '/items/:itemId',
    {
      operationId: 'getItem',
      method: 'get',
      summary: 'Read an item',
      tag: 'Server',
      access: 'public',
      responses: merged(
        { '200': json('Found', ITEM, { ETag: { required: true, schema: TEXT } }) },
        refusals('NotFound'),
      ),
    },
    (_req, res) => {
      answer(res);
    },
  );
  const text = JSON.stringify(openApiDocument(router, { publicUrl: 'http://localhost', version: '1.0.0' }));
  const app = express().disable('etag');
  app.get('/openapi.json', (_req, res) => void res.set('ETag', '"1"').type('json').send(text));
  app.use(router);
  app.use('/secret-route', (_req, res) => {
    respond(res, 200, {});
  });
  app.use((_req, res) => {
    respond(res, 404, { error: 'not_found', error_description: 'Resource not found' });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the check of answers against the OpenAPI document', () => {
  async function problemsOf(
    answer: (res: ExpressResponse) => void,
    path = '/items/1',
    method = 'GET',
  ): Promise<string> {
    const { server, url } = await serve(answer);
    await checkedFetch(url + path, { method });
    const problems = await takeProblems();
    server.closeAllConnections();
    server.close();
    return problems.join('\n');
  }

  const tagged = { ETag: '"1"' };

  it('has nothing against what is declared', async () => {
    expect(await problemsOf((res) => respond(res, 200, GOOD, tagged))).toBe('');
    expect(
      await problemsOf((res) => respond(res, 404, { error: 'not_found', error_description: 'Resource not found' })),
    ).toBe('');
    expect(await problemsOf(() => undefined, '/nowhere')).toBe('');
  });

  it.each<[string, (res: ExpressResponse) => void, string]>([
    [
      'a member',
      (res) => respond(res, 200, { ...GOOD, more: 1 }, tagged),
      'getItem 200 / must NOT have additional properties {"additionalProperty":"more"}',
    ],
    ['a type', (res) => respond(res, 200, { ...GOOD, id: 1 }, tagged), 'getItem 200 /id must be string'],
    [
      'a format',
      (res) => respond(res, 200, { ...GOOD, at: 'today' }, tagged),
      'getItem 200 /at must match format "date-time"',
    ],
    [
      'a missing member',
      (res) => respond(res, 200, { id: 'a' }, tagged),
      "getItem 200 / must have required property 'at'",
    ],
    ['a status', (res) => respond(res, 201, GOOD, tagged), 'getItem does not declare the status 201'],
    [
      'a text of an error',
      (res) => respond(res, 404, { error: 'not_found', error_description: 'No' }),
      'getItem 404 /error_description must be equal to constant',
    ],
    ['a missing header', (res) => respond(res, 200, GOOD), 'getItem 200 lacks the header ETag'],
    [
      'the value of a header',
      (res) => respond(res, 200, GOOD, { ...tagged, 'Cache-Control': 'public' }),
      'getItem 200 has the header Cache-Control: public',
    ],
    [
      'a content type',
      (res) => respond(res, 200, GOOD, { ...tagged, 'Content-Type': 'text/plain' }),
      'getItem 200 declares application/json, not text/plain',
    ],
    [
      'an empty body',
      (res) => respond(res, 200, undefined, tagged),
      'getItem 200 declares application/json, not no content type',
    ],
  ])('reports what is not declared: %s', async (_what, answer, expected) => {
    expect(await problemsOf(answer)).toContain(`GET /items/1: ${expected}`);
  });

  it('reports a route that is not declared', async () => {
    expect(await problemsOf(() => undefined, '/secret-route')).toBe(
      'GET /secret-route: nothing is declared for this path',
    );
  });

  it('reports a method that is not declared and not refused with what is allowed', async () => {
    expect(await problemsOf(() => undefined, '/items/1', 'DELETE')).toBe('');
    expect(await problemsOf(() => undefined, '/secret-route', 'DELETE')).toContain('nothing is declared');
  });
});

describe('the tests of the server', () => {
  /** They call others as well: the sandbox, an application, what is switched off; or ask what the check itself asks. */
  const ELSEWHERE = new Set([
    'e2e/api-page.e2e.test.ts',
    'e2e/metrics.e2e.test.ts',
    'e2e/resource-server.e2e.test.ts',
    'e2e/sandbox-inbox.e2e.test.ts',
    'support/openapi/checked-fetch.ts',
  ]);

  it('go around the check nowhere else', () => {
    const root = join(ROOT, 'test');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const around = files.filter((name) =>
      /(?<![\w.] ?)(?<!async )fetch\(/.test(readFileSync(join(root, name), 'utf8')),
    );
    expect(around.filter((name) => !ELSEWHERE.has(name))).toEqual([]);
  });
});
