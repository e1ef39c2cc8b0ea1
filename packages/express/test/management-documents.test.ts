import type { JsonObject } from '@tessera/core';
import { CONFIGURATION_ID, oauthPolicy, POLICY_ID, smsConfiguration } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const SYSTEM = '/v1/management/tenants/mine';
const ORGANIZATION = '/v1/management/organizations/org/tenants/mine';
const OTHER_ID = 'b2f6a1de-0c51-4a2b-8f59-3a6de2f0c0aa';

interface Envelope {
  dry_run: boolean;
  result: JsonObject;
  diff?: { pointer: string; before?: unknown; after?: unknown }[];
  warnings?: { code: string }[];
}

describe.each([
  ['authentication-configurations', CONFIGURATION_ID, smsConfiguration],
  ['authentication-policies', POLICY_ID, oauthPolicy],
])('%s', (resource, id, document) => {
  const app = withApp();
  let headers: Record<string, string>;
  const base = `${ORGANIZATION}/${resource}`;
  const put = (body: unknown, { query = '', ...more }: Record<string, string> = {}): Promise<Response> =>
    app().request(`${base}/${id}${query}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const remove = (query = '', more: Record<string, string> = {}): Promise<Response> =>
    app().request(`${base}/${id}${query}`, { method: 'DELETE', headers: { ...headers, ...more } });
  const list = async (query = ''): Promise<Record<string, unknown>> =>
    (await (await app().request(base + query, { headers })).json()) as Record<string, unknown>;

  beforeEach(async () => {
    headers = await operator(app());
  });

  it('are created with everything posted and the outermost defaults', async () => {
    const answer = await app().post(base, document({ id }), headers);
    const { dry_run: dryRun, result } = (await answer.json()) as Envelope;
    expect([answer.status, dryRun]).toEqual([201, false]);
    expect(result).toMatchObject({ ...document(), enabled: true });
    expect([answer.headers.get('location'), answer.headers.get('etag')]).toEqual([`${base}/${id}`, '"1"']);
    const read = await app().request(answer.headers.get('location') ?? '', { headers });
    expect([read.status, read.headers.get('etag'), await read.json()]).toEqual([200, '"1"', result]);
  });

  it('get an id when none is posted', async () => {
    const { id: _id, ...rest } = document();
    const answer = await app().post(`${base}/`, rest, headers);
    const { result } = (await answer.json()) as Envelope;
    expect(result['id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('location')).toBe(`${base}/${result['id'] as string}`);
  });

  it('are the same at both levels', async () => {
    await app().post(`${SYSTEM}/${resource}`, document(), headers);
    const answers = await Promise.all(
      [SYSTEM, ORGANIZATION].map((level) => app().request(`${level}/${resource}/${id}`, { headers })),
    );
    const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
    expect(first).toEqual(second);
  });

  it.each(['true', '1', 'on', 'yes', 'TRUE', 'Yes'])('store nothing with dry_run=%s', async (value) => {
    const query = `?dry_run=${value}`;
    const created = await app().post(base + query, document(), headers);
    expect([created.status, ((await created.json()) as Envelope).dry_run]).toEqual([200, true]);
    expect([created.headers.get('location'), created.headers.get('etag')]).toEqual([null, null]);
    expect(await list()).toMatchObject({ total_count: 0 });

    await app().post(base, document(), headers);
    const updated = await put(document({ enabled: false }), { query });
    const { dry_run: dryRun, diff } = (await updated.json()) as Envelope;
    expect([updated.status, dryRun, diff]).toEqual([200, true, [{ pointer: '/enabled', before: true, after: false }]]);
    const removed = await remove(query);
    expect([removed.status, await removed.json()]).toMatchObject([200, { dry_run: true, id }]);
    const read = await app().request(`${base}/${id}`, { headers });
    expect([read.headers.get('etag'), await read.json()]).toMatchObject(['"1"', { enabled: true }]);
  });

  it.each(['false', '0', 'off', 'no'])('are stored with dry_run=%s', async (value) => {
    expect((await app().post(`${base}?dry_run=${value}`, document(), headers)).status).toBe(201);
    expect((await put(document(), { query: `?dry_run=${value}` })).status).toBe(200);
    expect((await remove(`?dry_run=${value}`)).status).toBe(204);
  });

  it.each(['perhaps', '', 'true&dry_run=true', 'true%00'])('refuse dry_run=%s, and do nothing', async (value) => {
    const refused = await app().post(`${base}?dry_run=${value}`, document(), headers);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { error: 'invalid_request', error_description: 'Validation failed', violations: [{ pointer: '/dry_run' }] },
    ]);
    await app().post(base, document(), headers);
    expect((await put(document({ enabled: false }), { query: `?dry_run=${value}` })).status).toBe(400);
    expect((await remove(`?dry_run=${value}`)).status).toBe(400);
    expect(await list()).toMatchObject({ list: [{ enabled: true }] });
  });

  it('are replaced as a whole and tell what has changed', async () => {
    await app().post(base, document(), headers);
    const answer = await put(document({ enabled: false }));
    const { dry_run: dryRun, diff, result } = (await answer.json()) as Envelope;
    expect([answer.status, dryRun, result['enabled'], answer.headers.get('etag')]).toEqual([200, false, false, '"2"']);
    expect(diff).toEqual([{ pointer: '/enabled', before: true, after: false }]);
    const { enabled: _enabled, ...silent } = document();
    const kept = (await (await put(silent)).json()) as Envelope;
    expect([kept.result['enabled'], kept.diff]).toEqual([false, []]);
  });

  it('are written only when nobody was faster, if the caller wants to know', async () => {
    await app().post(base, document(), headers);
    expect((await put(document({ enabled: false }), { 'if-match': '"1"' })).status).toBe(200);
    const stale = { error: 'precondition_failed', error_description: 'The object has changed since it was read' };
    for (const ifMatch of ['"1"', '"99"', 'W/"2"', '2', '"x"']) {
      const updated = await put(document(), { 'if-match': ifMatch });
      const removed = await remove('', { 'if-match': ifMatch });
      expect([updated.status, await updated.json(), removed.status]).toEqual([412, stale, 412]);
      expect((await put(document(), { 'if-match': ifMatch, query: '?dry_run=1' })).status).toBe(412);
    }
    expect((await put(document(), { 'if-match': '*' })).status).toBe(200);
    expect((await remove('', { 'if-match': '"3"' })).status).toBe(204);
  });

  it('are deleted once', async () => {
    await app().post(base, document(), headers);
    const removed = await remove();
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    for (const answer of [await remove(), await put(document()), await app().request(`${base}/${id}`, { headers })]) {
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { error: 'not_found', error_description: 'Resource not found' },
      ]);
    }
    expect((await app().post(base, document(), headers)).status).toBe(201);
  });

  it('exist once a type or flow; the answer names the one in the way, dry runs included', async () => {
    await app().post(base, document(), headers);
    const descriptions = {
      'authentication-configurations': "A configuration of type 'sms' already exists",
      'authentication-policies': "A policy for flow 'oauth' already exists",
    };
    for (const query of ['', '?dry_run=true']) {
      const answer = await app().post(base + query, document({ id: OTHER_ID }), headers);
      expect([answer.status, await answer.json()]).toEqual([
        409,
        {
          error: 'conflict',
          error_description: descriptions[resource as keyof typeof descriptions],
          conflicting_id: id,
        },
      ]);
    }
    const elsewhere = await app().post(`/v1/management/tenants/other/${resource}`, document(), headers);
    expect(elsewhere.status).toBe(201);
  });

  it.each([
    'x',
    'not-a-uuid',
    '0f12803e37b6437e8ca95822bd852b74',
    '%F0%9F%98%80',
    "';--",
    '__proto__',
    '..%2F..',
    'a'.repeat(5000),
  ])('are unknown under the id %s', async (unknown) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await app().request(`${base}/${unknown}`, {
        method,
        headers,
        ...(method === 'PUT' ? { body: 'broken' } : {}),
      });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    expect(app().faults).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['null', 'null'],
    ['a string', '"x"'],
    ['nothing', ''],
    ['an empty object', {}],
    [
      'wrong types everywhere',
      { id: 1, type: [], flow: {}, enabled: 'yes', interactions: [], policies: {}, metadata: 1 },
    ],
    ['prototypes', '{"__proto__":{"type":"sms"},"constructor":{"prototype":{}}}'],
  ])('are refused with all violations when the body is %s', async (_what, body) => {
    const answer = await app().post(base, body, headers);
    const refusal = (await answer.json()) as { violations: { pointer: string; message: string }[] };
    expect([answer.status, refusal]).toMatchObject([
      400,
      { error: 'invalid_request', error_description: 'Validation failed' },
    ]);
    expect(refusal.violations.length).toBeGreaterThan(0);
    await app().post(base, document(), headers);
    expect((await put(body === '' ? '{}' : body)).status).toBe(400);
    expect(app().faults).toEqual([]);
  });

  it.each([
    ['{"type":', 400],
    [`{"a":"${'x'.repeat(1_048_576)}"}`, 413],
    [String.raw`{"type":"sms\u0000"}`, 400],
    ['{"a":'.repeat(100) + '1' + '}'.repeat(100), 400],
  ])('are refused as malformed or too large', async (body, status) => {
    expect((await app().post(base, body, headers)).status).toBe(status);
    await app().post(base, document(), headers);
    expect((await put(body)).status).toBe(status);
    expect((await put('{}', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=1001', '/limit'],
    ['limit=-1', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=ten', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['offset=-1', '/offset'],
    ['offset=1e3', '/offset'],
    ['offset=99999999999999999999', '/offset'],
  ])('are not listed with %s', async (query, pointer) => {
    const answer = await app().request(`${base}?${query}`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error_description: 'Validation failed', violations: [{ pointer }] },
    ]);
  });

  it('tell every bad parameter at once', async () => {
    const answer = await app().request(`${base}?limit=0&offset=-1`, { headers });
    expect(await answer.json()).toMatchObject({
      violations: [{ pointer: '/limit', expected: '1..1000', got: '0' }, { pointer: '/offset' }],
    });
  });
});
