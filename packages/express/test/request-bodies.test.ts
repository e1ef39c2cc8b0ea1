import { withApp } from './support/test-app.js';

const MALFORMED = { error: 'invalid_request', error_description: 'The request body is malformed' };
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('the body of an interaction', () => {
  const app = withApp();

  it.each<[string, string | Uint8Array]>([
    ['broken JSON', '{"username":'],
    ['two values', '{} {}'],
    ['a single quote', "{'a':1}"],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"text"'],
    ['a number', '1'],
    ['blanks alone', '  '],
    ['broken UTF-8', new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
    ['NUL in a value', String.raw`{"username":"a\u0000b"}`],
    ['NUL in a name', String.raw`{"a\u0000b":1}`],
    ['NUL deep inside', String.raw`{"a":[{"b":["\u0000"]}]}`],
    ['a raw NUL', '{"a":"\u0000"}'],
    ['deep nesting', nested(65)],
    ['very deep nesting', '['.repeat(30_000)],
  ])('is refused as malformed: %s', async (_what, body) => {
    const { base } = await app().begin();
    for (const action of ['password-authentication', 'authorize', 'deny', 'authentication-cancel']) {
      const answer = await app().post(`${base}/${action}`, body);
      expect([action, answer.status, await answer.json()]).toEqual([action, 400, MALFORMED]);
    }
    expect(app().faults).toEqual([]);
  });

  it('is taken at the deepest nesting allowed', async () => {
    const { base } = await app().begin();
    const answer = await app().post(`${base}/authentication-cancel`, nested(64));
    expect(answer.status).toBe(200);
  });

  it.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['something that begins like JSON', 'application/jsonp'],
    ['JSON of another kind', 'application/merge-patch+json'],
    ['another charset', 'application/json; charset=utf-16'],
  ])('is refused with 415 when it is %s', async (_what, type) => {
    const { base } = await app().begin();
    const answer = await app().post(`${base}/authentication-cancel`, '{}', { 'content-type': type });
    expect([answer.status, await answer.json()]).toEqual([
      415,
      { error: 'invalid_request', error_description: 'The content type is not supported' },
    ]);
  });

  it('is refused with 415 when it says nothing about its type, or is encoded in an unknown way', async () => {
    const { base } = await app().begin();
    const untyped = await app().request(`${base}/authentication-cancel`, { method: 'POST', body: Buffer.from('{}') });
    const encoded = await app().post(`${base}/authentication-cancel`, '{}', { 'content-encoding': 'zstd' });
    expect([untyped.status, encoded.status]).toEqual([415, 415]);
  });

  it.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"; v=1'])(
    'is taken as %s',
    async (type) => {
      const { base } = await app().begin();
      const answer = await app().post(`${base}/authentication-cancel`, '{}', { 'content-type': type });
      expect(answer.status).toBe(200);
    },
  );

  it('counts as {} when it is absent, whatever its type', async () => {
    for (const headers of [{}, { 'content-type': 'text/plain' }]) {
      const { base } = await app().begin();
      const answer = await app().request(`${base}/authentication-cancel`, { method: 'POST', headers });
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'success' }]);
    }
  });

  it('is refused with 413 above 64 KiB, and taken at 64 KiB', async () => {
    const { base } = await app().begin();
    const ofSize = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    const large = await app().post(`${base}/authentication-cancel`, ofSize(65_537));
    expect([large.status, await large.json()]).toEqual([
      413,
      { error: 'invalid_request', error_description: 'The request body is too large' },
    ]);
    expect((await app().post(`${base}/authentication-cancel`, ofSize(65_536))).status).toBe(200);
  });

  it('cannot be a small one that unpacks to a large one', async () => {
    const { gzipSync } = await import('node:zlib');
    const { base } = await app().begin();
    const bomb = gzipSync(Buffer.from(`{"a":"${'x'.repeat(1_000_000)}"}`));
    const broken = Buffer.from('no gzip at all');
    const headers = { 'content-encoding': 'gzip' };
    expect((await app().post(`${base}/authentication-cancel`, bomb, headers)).status).toBe(413);
    expect((await app().post(`${base}/authentication-cancel`, broken, headers)).status).toBe(400);
  });

  it('reaches no prototype', async () => {
    const { base } = await app().begin();
    const bodies = [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"a":{"__proto__":[]}}',
    ];
    for (const body of bodies) {
      for (const action of [
        'password-authentication',
        'initial-registration',
        'authorize',
        'sms-authentication-challenge',
      ]) {
        const answer = await app().post(`${base}/${action}`, body);
        expect(answer.status).toBeLessThan(500);
      }
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
