import type { JsonObject, OutboundRequest, OutboundResult } from '@tessera/core';
import { answers, fault } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const request = (path: string, more: JsonObject = {}): JsonObject => ({
  url: `https://sms.example.com/${path}`,
  body_mapping_rules: [{ from: '$.request_body.phone_number', to: 'to' }],
  ...more,
});

/** Two calls: the message goes out with the first. */
function configuration(execution: JsonObject): JsonObject {
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': { execution },
      'sms-authentication': { execution: { function: 'http_request', http_request: request('verify') } },
    },
  };
}

const SEQUENCE = configuration({
  function: 'http_requests',
  http_requests: [
    request('send'),
    request('log/{{template}}', { path_mapping_rules: [{ from: '$.request_body.template', to: 'template' }] }),
  ],
});

async function bound(
  document: JsonObject,
  respond: (request: OutboundRequest, calls: number) => OutboundResult,
): Promise<{ engine: TestEngine; login: Login }> {
  const engine = await TestEngine.create({ sendLimits: { perTransaction: 2, perDestinationHour: 2 } });
  await engine.configure(document);
  await engine.user({ preferredUsername: NAME });
  engine.http.respond = (sent) => respond(sent, engine.http.requests.length);
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login };
}

/** How many challenges were tried before the budget said no. */
async function triesUntilLimited(login: Login, body: JsonObject): Promise<number> {
  for (let tries = 0; tries < 6; tries += 1) if ((await login.challenge(body)).status === 429) return tries;
  return Infinity;
}

describe('the units of a message that went out with an earlier call', () => {
  it('stay spent when a later call of the sequence cannot be made', async () => {
    const { login } = await bound(SEQUENCE, ({ url }) =>
      url.endsWith('send') ? answers(200, {}) : fault('unreachable'),
    );
    expect(await triesUntilLimited(login, { template: 'a' })).toBe(2);
  });

  it('stay spent when the caller’s values make a later call impossible', async () => {
    const { engine, login } = await bound(SEQUENCE, () => answers(200, {}));
    expect(await triesUntilLimited(login, { template: '..' })).toBe(2);
    expect(engine.http.bodies('send')).toHaveLength(2);
  });

  it('stay spent when the service was reached once and then no more', async () => {
    const retry_configuration = { max_retries: 1, backoff_delays: [10], retryable_status_codes: [500] };
    const document = configuration({
      function: 'http_request',
      http_request: request('send', { retry_configuration }),
    });
    const { login } = await bound(document, (_request, calls) => (calls % 2 ? answers(500, {}) : fault('unreachable')));
    expect(await triesUntilLimited(login, {})).toBe(2);
  });
});

describe('the units of a message that never went out', () => {
  it('come back however often an unreachable service was tried', async () => {
    const retry_configuration = { max_retries: 2, backoff_delays: [10], retryable_status_codes: [503] };
    const document = configuration({
      function: 'http_request',
      http_request: request('send', { retry_configuration }),
    });
    const { engine, login } = await bound(document, () => fault('unreachable'));
    expect(await triesUntilLimited(login, {})).toBe(Infinity);
    expect(engine.http.requests).toHaveLength(18);
  });

  it.each([
    ['token_refused', Infinity],
    ['token_unreachable', Infinity],
    ['token_timeout', Infinity],
    ['token_transport', Infinity],
    ['timeout', 2],
    ['transport', 2],
  ] as const)('come back after %s, or stay spent: %d', async (kind, tries) => {
    const document = configuration({ function: 'http_request', http_request: request('send') });
    const { login } = await bound(document, () => fault(kind));
    expect(await triesUntilLimited(login, {})).toBe(tries);
  });

  it('come back when the caller’s values make the first call impossible', async () => {
    const path_mapping_rules = [{ from: '$.request_body.template', to: 'template' }];
    const http_request = request('send/{{template}}', { path_mapping_rules });
    const { engine, login } = await bound(configuration({ function: 'http_request', http_request }), () =>
      answers(200, {}),
    );
    expect(await login.challenge({ template: '..' })).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: 'Invalid parameter value' },
    });
    expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 1]);
    expect((await login.trail()).at(-1)).toBe('sms_verification_challenge_failure:schema');
    expect(await triesUntilLimited(login, { template: '..' })).toBe(Infinity);
    expect(engine.http.requests).toEqual([]);
  });
});

it('a sequence of which every call is skipped is a configuration error, counted once', async () => {
  const condition = { path: '$.request_body.phone_number', operation: 'missing' };
  const { login } = await bound(
    configuration({ function: 'http_requests', http_requests: [request('send', { condition })] }),
    () => answers(200, {}),
  );
  await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
  expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 0]);
  expect((await login.snapshot()).challenges).toEqual({});
});
