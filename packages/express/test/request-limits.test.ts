import type { RequestLimiter } from '@tessera/express';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

/** Counts in memory, for ever. */
class Counter implements RequestLimiter {
  readonly taken = new Map<string, number>();
  constructor(private readonly limit: number) {}

  take(caller: string): Promise<number | undefined> {
    const count = (this.taken.get(caller) ?? 0) + 1;
    this.taken.set(caller, count);
    return Promise.resolve(count > this.limit ? 42 : undefined);
  }

  wait(caller: string): Promise<number | undefined> {
    return Promise.resolve((this.taken.get(caller) ?? 0) >= this.limit ? 42 : undefined);
  }
}

const TOO_MANY = {
  error: 'too_many_requests',
  error_description: 'Too many requests. Please try again later.',
  retry_after: 42,
};
const USERS = '/v1/management/tenants/mine/users';

async function expectTooMany(response: Response): Promise<void> {
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('42');
  expect(response.headers.get('x-request-id')).toMatch(/./);
  expect(await response.json()).toEqual(TOO_MANY);
}

describe('limits of requests', () => {
  const operators = new Counter(2);
  const tokens = new Counter(3);
  const refused = new Counter(2);
  const app = withApp({ limits: { operators, tokens, refused } });
  beforeEach(() => [operators, tokens, refused].forEach(({ taken }) => taken.clear()));

  it('refuse an operator over its number of calls, and nobody else', async () => {
    const [headers, others] = [await operator(app()), await operator(app())];
    expect((await app().request(USERS, { headers })).status).toBe(200);
    expect((await app().request(USERS, { headers })).status).toBe(200);
    await expectTooMany(await app().request(USERS, { headers }));
    expect((await app().request(USERS, { headers: others })).status).toBe(200);
  });

  it('refuse an address that keeps showing tokens that are none, but not a valid one from there', async () => {
    const headers = { authorization: 'Bearer none' };
    expect((await app().request(USERS, { headers })).status).toBe(401);
    expect((await app().request(USERS, { headers })).status).toBe(401);
    await expectTooMany(await app().request(USERS, { headers }));
    expect((await app().request(USERS, { headers: await operator(app()) })).status).toBe(200);
  });

  it('refuse an address over its number of token requests; introspection and other routes go on', async () => {
    for (let count = 0; count < 3; count += 1) expect((await app().post('/mine/v1/tokens', {})).status).not.toBe(429);
    await expectTooMany(await app().post('/mine/v1/tokens', {}));
    expect((await app().post('/mine/v1/tokens/introspection', {})).status).not.toBe(429);
    expect((await app().request('/mine/v1/jwks')).status).not.toBe(429);
  });
});

describe('an application without limits', () => {
  const app = withApp();
  it('lets everybody call as often as they like', async () => {
    for (let count = 0; count < 5; count += 1) expect((await app().request(USERS)).status).toBe(401);
  });
});
