import type { JsonObject } from '../../src/json/json.js';
import { InvalidParameterValueError } from '../../src/mapping/invalid-parameter-value-error.js';
import { Bench, condition, fault, response, rules, url } from './support.js';

describe('one HTTP call', () => {
  it('sends the mapped body as JSON and returns the answer for mapping', async () => {
    const bench = new Bench(
      response(201, { transaction_id: 'p1' }, { 'content-type': 'application/json', 'x-a': 'b' }),
    );
    const input = bench.input(
      { bodyRules: rules((roots) => roots['request_body'] as JsonObject) },
      { request_body: { phone_number: '+819012345678' } },
    );
    const result = await bench.executor.execute(input);
    expect(bench.sent).toEqual([
      {
        tenantId: 'tenant',
        method: 'POST',
        url: 'https://sms.example.com/send',
        headers: { 'Content-Type': 'application/json' },
        body: '{"phone_number":"+819012345678"}',
        authentication: { type: 'none' },
        timeoutSeconds: 30,
        deadline: 1_060_000,
      },
    ]);
    expect(result).toEqual({
      outcome: 'success',
      status: 200,
      hasVerdict: true,
      providerStatus: 201,
      attempts: 1,
      result: {
        status_code: 201,
        response_headers: { 'content-type': 'application/json', 'x-a': 'b' },
        response_body: { transaction_id: 'p1' },
      },
    });
  });

  it('encodes the body as a form when the content type says so, whatever its parameters', async () => {
    const bench = new Bench(response(200));
    const headerRules = rules({ 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' });
    const body = { To: '+81 90', tag: ['a', null, 'b'], o: { k: [1] }, none: null, odd: "~!'()*&=" };
    await bench.executor.execute(bench.input({ headerRules, bodyRules: rules(body) }));
    const expected = new URLSearchParams([
      ['To', '+81 90'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['o', '{"k":[1]}'],
      ['odd', "~!'()*&="],
    ]);
    expect(bench.sent[0]?.body).toBe(expected.toString());
    expect(bench.sent[0]?.headers).toEqual({ 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' });
  });

  it('sends no body on GET and none without body rules', async () => {
    const bench = new Bench(response(200));
    await bench.executor.execute({
      ...bench.input({ method: 'GET', bodyRules: rules({ a: 1 }) }),
      addToBody: { name: 'b', value: 2 },
    });
    await bench.executor.execute(bench.input({ method: 'DELETE' }));
    expect(bench.sent.map((request) => [request.body, request.headers])).toEqual([
      [undefined, {}],
      [undefined, {}],
    ]);
  });

  it('adds the stored transaction id unless the body rules set one', async () => {
    const bench = new Bench(response(200));
    const addToBody = { name: 'transaction_id', value: 'stored' };
    await bench.executor.execute({ ...bench.input({ bodyRules: rules({ code: '1' }) }), addToBody });
    await bench.executor.execute({ ...bench.input({ bodyRules: rules({ transaction_id: 'mapped' }) }), addToBody });
    await bench.executor.execute({ ...bench.input(), addToBody });
    expect(bench.sent.map(({ body }) => body)).toEqual([
      '{"code":"1","transaction_id":"stored"}',
      '{"transaction_id":"mapped"}',
      '{"transaction_id":"stored"}',
    ]);
  });

  it('sends nothing when a value cannot stand in the URL', async () => {
    const bench = new Bench(response(200));
    const input = bench.input({ url: url('https://sms.example.com/', 'id', ''), pathRules: rules({ id: '..' }) });
    await expect(bench.executor.execute(input)).rejects.toThrow(InvalidParameterValueError);
    expect(bench.sent).toEqual([]);
  });

  it('is a timeout without a call when the time of the interaction is over', async () => {
    const bench = new Bench(response(200));
    const result = await bench.executor.execute({ ...bench.input(), deadline: bench.now });
    expect(result).toMatchObject({ outcome: 'fault', status: 504, attempts: 0, fault: { kind: 'timeout' } });
    expect(bench.sent).toEqual([]);
  });

  it.each([
    [400, true],
    [401, true],
    [404, true],
    [408, true],
    [422, true],
    [429, false],
    [500, false],
    [501, false],
    [503, false],
  ])('takes %d of the service for a failure; a verdict: %s', async (status, hasVerdict) => {
    const bench = new Bench(response(status, { error: 'theirs' }));
    expect(await bench.executor.execute(bench.input())).toMatchObject({
      outcome: 'failure',
      hasVerdict,
      providerStatus: status,
      result: { status_code: status, response_body: { error: 'theirs' } },
    });
  });

  it.each([301, 302, 307, 304])('treats %d as a fault and shows nothing of it', async (status) => {
    const bench = new Bench(response(status, { secret: true }, { location: 'http://169.254.169.254/' }));
    const result = await bench.executor.execute(bench.input());
    expect(result).toMatchObject({
      outcome: 'fault',
      status: 502,
      hasVerdict: false,
      providerStatus: status,
      fault: { kind: 'redirect' },
    });
    expect(result.result).toMatchObject({
      status_code: 502,
      response_headers: {},
      response_body: { error: 'server_error' },
    });
  });

  it('keeps the technical cause of a fault out of what mappings see', async () => {
    const bench = new Bench(fault('token_refused'));
    const result = await bench.executor.execute(bench.input());
    expect(result.fault?.cause).toBe('technical cause of token_refused');
    expect(JSON.stringify(result.result)).not.toContain('technical');
  });
});

describe('replacing the status of an answer', () => {
  const approved = condition((answer) => (answer['response_body'] as { status?: string }).status === 'approved');
  const below300 = condition((answer) => (answer['status_code'] as number) < 300);
  const resolve = [
    { conditions: [below300, approved], matchMode: 'all' as const, mappedStatusCode: 200 },
    { conditions: [below300], matchMode: 'all' as const, mappedStatusCode: 400 },
  ];

  it('takes the first entry that matches', async () => {
    const bench = new Bench(response(200, { status: 'approved' }), response(200, { status: 'pending' }), response(404));
    const input = bench.input({ resolve });
    expect(await bench.executor.execute(input)).toMatchObject({ outcome: 'success', status: 200 });
    expect(await bench.executor.execute(input)).toMatchObject({
      outcome: 'failure',
      status: 400,
      hasVerdict: true,
      providerStatus: 200,
      result: { status_code: 400 },
    });
    expect(await bench.executor.execute(input)).toMatchObject({ outcome: 'failure', status: 404 });
  });

  it('matches with any condition when asked, and always without conditions', async () => {
    const bench = new Bench(response(200, { status: 'pending' }));
    const any = [{ conditions: [approved, below300], matchMode: 'any' as const, mappedStatusCode: 409 }];
    const always = [{ conditions: [], matchMode: 'all' as const, mappedStatusCode: 503 }];
    expect(await bench.executor.execute(bench.input({ resolve: any }))).toMatchObject({ status: 409 });
    expect(await bench.executor.execute(bench.input({ resolve: always }))).toMatchObject({
      status: 503,
      hasVerdict: false,
    });
  });

  it('cannot turn a fault or a redirect into a success', async () => {
    const always = [{ conditions: [], matchMode: 'all' as const, mappedStatusCode: 200 }];
    const bench = new Bench(fault('unreachable'), response(302));
    expect(await bench.executor.execute(bench.input({ resolve: always }))).toMatchObject({
      outcome: 'fault',
      status: 503,
    });
    expect(await bench.executor.execute(bench.input({ resolve: always }))).toMatchObject({
      outcome: 'fault',
      status: 502,
    });
  });
});
