import type { RetryDefinition } from '../../src/configuration/authentication-configuration.js';
import { Bench, fault, response, rules } from './support.js';

function retry(
  maxRetries: number,
  backoffMilliseconds: number[],
  codes: number[] = [503],
  idempotencyRequired = false,
): { retry: RetryDefinition } {
  return { retry: { maxRetries, backoffMilliseconds, retryableStatusCodes: new Set(codes), idempotencyRequired } };
}

describe('retrying a call', () => {
  it('repeats with the delays as written, the last one again and again, and counts the last result', async () => {
    const bench = new Bench(response(503), response(503), response(503), response(200));
    const result = await bench.executor.execute(bench.input(retry(3, [1000, 2000])));
    expect(bench.slept).toEqual([1000, 2000, 2000]);
    expect(result).toMatchObject({ outcome: 'success', attempts: 4 });
  });

  it('stops after max_retries further attempts', async () => {
    const bench = new Bench(response(503));
    expect(await bench.executor.execute(bench.input(retry(2, [10])))).toMatchObject({
      outcome: 'failure',
      status: 503,
      attempts: 3,
    });
    expect(bench.sent).toHaveLength(3);
  });

  it('retries nothing but the listed codes', async () => {
    const bench = new Bench(response(500));
    await bench.executor.execute(bench.input(retry(2, [10])));
    expect(bench.sent).toHaveLength(1);
  });

  it('counts a fault as its status', async () => {
    const bench = new Bench(fault('timeout'), fault('unreachable'), response(200));
    expect(await bench.executor.execute(bench.input(retry(2, [10], [503, 504])))).toMatchObject({
      outcome: 'success',
      attempts: 3,
    });
    const refused = new Bench(fault('transport'));
    await refused.executor.execute(refused.input(retry(2, [10], [503, 504])));
    expect(refused.sent).toHaveLength(1);
  });

  it('counts a redirect as 502, not as 3xx', async () => {
    const bench = new Bench(response(302), response(200));
    expect(await bench.executor.execute(bench.input(retry(1, [10], [502])))).toMatchObject({ outcome: 'success' });
    const listed = new Bench(response(302));
    await listed.executor.execute(listed.input(retry(1, [10], [302])));
    expect(listed.sent).toHaveLength(1);
  });

  it('does not repeat a call whose status was resolved to success', async () => {
    const bench = new Bench(response(409));
    const resolve = [{ conditions: [], matchMode: 'all' as const, mappedStatusCode: 200 }];
    await bench.executor.execute(bench.input({ ...retry(2, [10], [409]), resolve }));
    expect(bench.sent).toHaveLength(1);
  });

  it('waits as long as an integer Retry-After says, not its own delay', async () => {
    const bench = new Bench(
      response(503, {}, { 'retry-after': '7' }),
      response(503, {}, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
      response(200),
    );
    await bench.executor.execute(bench.input(retry(2, [10])));
    expect(bench.slept).toEqual([7000, 10]);
  });

  it('ends when Retry-After or the delay does not fit into the remaining time', async () => {
    const long = new Bench(response(503, {}, { 'retry-after': '60' }));
    expect(await long.executor.execute(long.input(retry(2, [10])))).toMatchObject({ status: 503, attempts: 1 });
    expect(long.slept).toEqual([]); // nobody waits a minute for an answer that is known
    const slow = new Bench(response(503));
    expect(await slow.executor.execute(slow.input(retry(5, [25_000])))).toMatchObject({ attempts: 3 });
    expect(slow.slept).toEqual([25_000, 25_000]);
  });

  it('keeps the answer of the service when waiting took all the time there was', async () => {
    const bench = new Bench(response(503, { reason: 'busy' }));
    bench.oversleep = 60_000;
    const result = await bench.executor.execute(bench.input(retry(1, [10])));
    expect(result.result.response_body).toEqual({ reason: 'busy' });
    expect(bench.sent).toHaveLength(1);
  });

  it('sends the same idempotency key with every attempt', async () => {
    const bench = new Bench(response(503), response(200));
    await bench.executor.execute(bench.input(retry(1, [10])));
    expect(bench.sent.map(({ headers }) => headers['Idempotency-Key'])).toEqual(
      Array(2).fill('6f0e4f0b-8a55-4f0c-8f1f-7b107d8f2f0a'),
    );
  });

  it('sends a key without retries when asked, none otherwise, and never over the one the rules set', async () => {
    const bench = new Bench(response(200));
    await bench.executor.execute(bench.input(retry(0, [], [], true)));
    await bench.executor.execute(bench.input());
    await bench.executor.execute(
      bench.input({ ...retry(0, [], [], true), headerRules: rules({ 'idempotency-key': 'mine' }) }),
    );
    expect(bench.sent.map(({ headers }) => headers)).toEqual([
      { 'Idempotency-Key': '6f0e4f0b-8a55-4f0c-8f1f-7b107d8f2f0a' },
      {},
      { 'idempotency-key': 'mine' },
    ]);
  });
});
