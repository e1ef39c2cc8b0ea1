import type { JsonObject } from '../../src/json/json.js';
import { Bench, condition, definition, fault, response, rules } from './support.js';

const count = (roots: JsonObject) => (roots['execution_http_requests'] as readonly unknown[]).length;

describe('a sequence of calls', () => {
  it('shows each call the results of the earlier ones', async () => {
    const bench = new Bench(response(200, { id: 'a' }), response(200, { id: 'b' }));
    const seeing = definition({ bodyRules: rules((roots) => ({ seen: roots['execution_http_requests'] ?? null })) });
    const { results, last } = await bench.executor.executeSequence({ ...bench.input(), definitions: [seeing, seeing] });
    expect(JSON.parse(bench.sent[0]?.body ?? '')).toEqual({ seen: [] });
    expect(JSON.parse(bench.sent[1]?.body ?? '')).toMatchObject({
      seen: [{ status_code: 200, response_body: { id: 'a' } }],
    });
    expect(results).toHaveLength(2);
    expect(last.result.response_body).toEqual({ id: 'b' });
  });

  it('ends at the first call that is not a success', async () => {
    const bench = new Bench(response(200), response(400, { error: 'theirs' }), response(200));
    const { last, results } = await bench.executor.executeSequence({
      ...bench.input(),
      definitions: [definition(), definition(), definition()],
    });
    expect(bench.sent).toHaveLength(2);
    expect(last).toMatchObject({ outcome: 'failure', status: 400 });
    expect(results.map((result) => result['status_code'])).toEqual([200, 400]);
  });

  it('ends at a fault', async () => {
    const bench = new Bench(fault('timeout'));
    const { last } = await bench.executor.executeSequence({
      ...bench.input(),
      definitions: [definition(), definition()],
    });
    expect(bench.sent).toHaveLength(1);
    expect(last).toMatchObject({ outcome: 'fault', status: 504 });
  });

  it('records a skipped call at its position', async () => {
    const bench = new Bench(response(200, { id: 'a' }));
    const never = definition({ condition: condition(() => false) });
    const third = definition({ condition: condition((roots) => count(roots) === 2) });
    const { last, results } = await bench.executor.executeSequence({
      ...bench.input(),
      definitions: [definition(), never, third, never],
    });
    expect(results.map((result) => result['skipped'] ?? result['status_code'])).toEqual([200, true, 200, true]);
    expect(results[1]).toEqual({ skipped: true });
    expect(last.outcome).toBe('success');
  });

  it('is a configuration error when every call is skipped', async () => {
    const bench = new Bench(response(200));
    const never = definition({ condition: condition(() => false) });
    await expect(
      bench.executor.executeSequence({ ...bench.input(), definitions: [never, never] }),
    ).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
  });

  it('gives the whole sequence one time limit', async () => {
    const bench = new Bench(response(503), response(200));
    const retry = {
      maxRetries: 1,
      backoffMilliseconds: [59_000],
      retryableStatusCodes: new Set([503]),
      idempotencyRequired: false,
    };
    const late = definition({
      condition: condition(() => {
        bench.now += 1000;
        return true;
      }),
    });
    const { last } = await bench.executor.executeSequence({
      ...bench.input(),
      definitions: [definition({ retry }), late],
    });
    expect(last).toMatchObject({ outcome: 'fault', status: 504, attempts: 0 });
    expect(bench.sent).toHaveLength(2);
  });
});
