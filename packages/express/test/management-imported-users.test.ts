import type { JsonObject, SsoSession } from '@tessera/core';
import { memorySessions } from './support/memory-sessions.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine/users';
const BCRYPT = '$2b$04$abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2';
const OTHER = '$2a$06$zyxwvutsrqponmlkjihgfOvkO2Ssd9Yd9rxQ0eDgs83U5BWik6GfC';
const ANN = { sub: 'ann-1', email: 'ann@example.com' };

describe('users brought from another server', () => {
  const sessions = memorySessions();
  const app = withApp({ sessions });
  let headers: Record<string, string>;
  beforeEach(async () => {
    sessions.living.clear();
    headers = await operator(app());
  });
  const send = async (method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> => {
    const answer = await app().request(BASE + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const storedHash = async (): Promise<string | undefined> =>
    (await app().dependencies.users.findById('mine', 'ann-1'))?.passwordHash;
  const violationsOf = ({ status, text }: { status: number; text: string }): unknown => [
    status,
    (JSON.parse(text) as { violations?: JsonObject[] }).violations?.map(({ pointer }) => pointer),
  ];

  it('keep their hash, of which nothing is shown', async () => {
    const created = await send('POST', '', { ...ANN, hashed_password: BCRYPT });
    expect(created.status).toBe(201);
    expect(JSON.parse(created.text)).toMatchObject({ result: { has_password: true } });
    expect(await storedHash()).toBe(BCRYPT);
    const read = await send('GET', '/ann-1');
    const audit = await app().request('/v1/management/organizations/org/tenants/mine/audit-logs', { headers });
    for (const text of [created.text, read.text, await audit.text()]) {
      expect(text).not.toContain('abcdefghijklmnop');
      expect(text).not.toContain('"hashed_password"');
    }
  });

  it.each([
    ['a password in clear', 'Correct-Horse-42!'],
    ['bcrypt of too high a cost', BCRYPT.replace('$04$', '$15$')],
    ['PBKDF2 with too many iterations', 'pbkdf2_sha256$9999999$salt$pue+YyBEmKDq/Sj9b/09tb4xLnenN1QCIWs3Zhw+EVo='],
    ['SHA-1', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
    ['nothing', ''],
    ['something endless', '$2b$04$'.repeat(200)],
  ])('are refused with %s in the place of a hash, and told what is accepted', async (_what, hash) => {
    const refused = await send('POST', '', { ...ANN, hashed_password: hash });
    expect(violationsOf(refused)).toEqual([400, ['/hashed_password']]);
    expect(refused.text).toContain('bcrypt ($2a$, $2b$, $2y$');
    if (hash !== '') expect(refused.text).not.toContain(hash);
    expect(await storedHash()).toBeUndefined();
  });

  it('are refused with anything but a text', async () => {
    for (const hash of [7, ['$2b$'], { bcrypt: BCRYPT }])
      expect(violationsOf(await send('POST', '', { ...ANN, hashed_password: hash }))).toEqual([
        400,
        ['/hashed_password'],
      ]);
  });

  it('have a password or a hash, not both', async () => {
    const both = { ...ANN, hashed_password: BCRYPT, raw_password: 'Correct-Horse-42!' };
    expect(violationsOf(await send('POST', '', both))).toEqual([400, ['/hashed_password']]);
  });

  it('write nothing in a dry run', async () => {
    expect((await send('POST', '?dry_run=true', { ...ANN, hashed_password: BCRYPT })).status).toBe(200);
    expect(await storedHash()).toBeUndefined();
  });

  it.each(['PUT', 'PATCH'])('get another hash by %s: their sessions end, the record shows no value', async (method) => {
    await send('POST', '', { ...ANN, hashed_password: BCRYPT });
    const session: SsoSession = {
      id: 's1',
      sub: 'ann-1',
      factors: [],
      amr: [],
      authenticatedAt: 0,
      startedAt: 0,
      clientIds: [],
    };
    sessions.living.set('s1', session);
    const body = method === 'PUT' ? { email: ANN.email } : {};
    const written = await send(method, '/ann-1', { ...body, hashed_password: OTHER });
    expect(written.status).toBe(200);
    expect((JSON.parse(written.text) as { diff: unknown }).diff).toContainEqual({
      pointer: '/hashed_password',
      before: '********',
      after: '********',
    });
    expect([sessions.living.size, await storedHash()]).toEqual([0, OTHER]);
    const { list } = await app().dependencies.auditLog.query('mine', { limit: 10, offset: 0 });
    expect(JSON.stringify(list)).toContain('/hashed_password');
    expect(JSON.stringify(list)).not.toContain('$2a$');
    // Writing back the mask changes nothing.
    sessions.living.set('s1', session);
    await send(method, '/ann-1', { ...body, status: 'REGISTERED', hashed_password: '********' });
    expect([sessions.living.size, await storedHash()]).toEqual([1, OTHER]);
  });

  it('get a password by an operator: their sessions end, the record shows no value', async () => {
    await send('POST', '', { ...ANN, hashed_password: BCRYPT });
    for (const [method, body] of [
      ['PATCH', {}],
      ['PUT', { email: ANN.email }],
    ] as const) {
      sessions.living.set('s1', {
        id: 's1',
        sub: 'ann-1',
        factors: [],
        amr: [],
        authenticatedAt: 0,
        startedAt: 0,
        clientIds: [],
      });
      expect((await send(method, '/ann-1', { ...body, raw_password: 'Correct-Horse-42!' })).status).toBe(200);
      expect(sessions.living.size).toBe(0);
    }
    const { list } = await app().dependencies.auditLog.query('mine', { limit: 10, offset: 0 });
    expect(JSON.stringify(list)).toContain('/raw_password');
    expect(JSON.stringify(list)).not.toContain('Correct-Horse');
  });
});
