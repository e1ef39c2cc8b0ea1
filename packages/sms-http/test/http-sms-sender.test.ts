import { type HttpRequestDefinition, type JsonObject, type MappingRules, SendFailure } from '@tessera/core';
import { type CompileHttpRequest, HttpSmsSender, type HttpSmsSenderOptions } from '@tessera/sms-http';
import { aMessage, jsonAnswer, ScriptedHttpClient, senderContract } from '@tessera/testkit';

const SETTINGS: JsonObject = {
  http_request: {
    url: 'https://gateway.example.com/messages',
    auth_type: 'basic',
    basic_authentication: { username: 'gateway-user', password: 'gateway-password' },
  },
};
const NO_RULES: MappingRules = { isEmpty: true, targets: [], apply: () => ({}) };

/** What the rules `{"from":"$.request_body","to":"message"}` do. */
const BODY_RULES: MappingRules = {
  isEmpty: false,
  targets: ['message'],
  apply: (roots) => ({ message: roots['request_body'] ?? null }),
};

/** Stands for the reader of core: takes the URL from the document and the rest as above. */
function compiler(overrides: Partial<HttpRequestDefinition> = {}): CompileHttpRequest & { runs: number } {
  const compile: CompileHttpRequest = (document, pointer, violations) => {
    counted.runs += 1;
    const url = document['url'];
    if (typeof url === 'string') return { ...definitionOf(url), ...overrides };
    violations.add(`${pointer}/url`, 'required');
    return undefined;
  };
  const counted = Object.assign(compile, { runs: 0 });
  return counted;
}

function definitionOf(url: string): HttpRequestDefinition {
  return {
    url: { parts: [url] },
    method: 'POST',
    authentication: { type: 'basic', username: 'gateway-user', password: 'gateway-password' },
    pathRules: NO_RULES,
    queryRules: NO_RULES,
    headerRules: NO_RULES,
    bodyRules: BODY_RULES,
    requestTimeoutSeconds: 12,
    retry: { maxRetries: 0, backoffMilliseconds: [], retryableStatusCodes: new Set(), idempotencyRequired: false },
    resolve: [],
  };
}

function senderWith(options: Partial<HttpSmsSenderOptions> = {}): HttpSmsSender {
  return new HttpSmsSender({
    compile: compiler(),
    clock: { now: () => 1_000_000 },
    timer: { sleep: async () => undefined },
    randomness: {
      uuid: () => 'uuid',
      timeOrderedUuid: () => 'uuid',
      token: () => 'token',
      digits: () => '0',
      integer: () => 0,
    },
    ...options,
  });
}

async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const outcome: unknown = await sending.catch((error: unknown) => error);
  if (!(outcome instanceof SendFailure)) throw new Error(`expected a SendFailure, got ${String(outcome)}`);
  return outcome;
}

function fault(
  kind: 'unreachable' | 'timeout' | 'transport' | 'token_unreachable' | 'token_timeout' | 'token_refused',
): ScriptedHttpClient {
  return new ScriptedHttpClient({ kind: 'fault', fault: kind, cause: 'call to https://gateway.example.com failed' });
}

senderContract({ describe, it, beforeEach, afterEach }, async () => ({
  sender: senderWith(),
  settings: SETTINGS,
  http: new ScriptedHttpClient(jsonAnswer(202, {})),
  wrong: [
    { settings: {}, pointer: '/http_request' },
    { settings: { http_request: 'https://gateway.example.com' }, pointer: '/http_request' },
    { settings: { http_request: {} }, pointer: '/http_request/url' },
  ],
  failures: [
    { name: 'refused connection', http: fault('unreachable'), kind: 'unreachable' },
    { name: 'token endpoint away', http: fault('token_unreachable'), kind: 'unreachable' },
    { name: 'no answer in time', http: fault('timeout'), kind: 'timeout' },
    { name: 'no token in time', http: fault('token_timeout'), kind: 'timeout' },
    { name: 'denied destination', http: fault('transport'), kind: 'transport' },
    { name: 'refused token', http: fault('token_refused'), kind: 'token_refused' },
    { name: 'redirect', http: new ScriptedHttpClient(jsonAnswer(302, {})), kind: 'transport' },
    { name: 'refusal', http: new ScriptedHttpClient(jsonAnswer(400, { error: '+819012345678' })), kind: 'rejected' },
    { name: 'failing service', http: new ScriptedHttpClient(jsonAnswer(500, {})), kind: 'rejected' },
    { name: 'settings that are not valid', settings: { http_request: {} }, kind: 'transport' },
  ],
}));

describe('HttpSmsSender', () => {
  it('sends what the rules make of destination and text, and nothing else of the message', async () => {
    const http = new ScriptedHttpClient(jsonAnswer(200, {}));
    await senderWith().send(aMessage({ http, settings: SETTINGS, tenantId: 'tenant-1', body: 'Your code: 048213' }));
    expect(http.onlyRequest).toMatchObject({
      tenantId: 'tenant-1',
      method: 'POST',
      url: 'https://gateway.example.com/messages',
      authentication: { type: 'basic', username: 'gateway-user', password: 'gateway-password' },
      timeoutSeconds: 12,
      deadline: 1_060_000,
    });
    expect(JSON.parse(http.onlyRequest.body ?? '')).toEqual({
      message: { to: '+819012345678', body: 'Your code: 048213' },
    });
  });

  it('takes what response_resolve_configs makes of the answer', async () => {
    const resolve = [{ conditions: [], matchMode: 'all', mappedStatusCode: 400 }] as const;
    const sender = senderWith({ compile: compiler({ resolve }) });
    const failure = await failureOf(sender.send(aMessage({ settings: SETTINGS })));
    expect(failure).toMatchObject({
      kind: 'rejected',
      providerStatus: 200,
      message: 'the service answered 200, taken as 400',
    });
  });

  it('retries where retry_configuration says so', async () => {
    const retry = {
      maxRetries: 1,
      backoffMilliseconds: [10],
      retryableStatusCodes: new Set([503]),
      idempotencyRequired: false,
    };
    const http = new ScriptedHttpClient(jsonAnswer(503, {}), jsonAnswer(200, {}));
    await senderWith({ compile: compiler({ retry }) }).send(aMessage({ http, settings: SETTINGS }));
    expect(http.requests).toHaveLength(2);
  });

  it('compiles settings once, and other settings again', async () => {
    const compile = compiler();
    const sender = senderWith({ compile });
    for (let message = 0; message < 3; message += 1) await sender.send(aMessage({ settings: SETTINGS }));
    expect(compile.runs).toBe(1);
    await sender.send(aMessage({ settings: { ...SETTINGS } }));
    expect(compile.runs).toBe(2);
  });

  it('says nothing of a value that cannot be sent', async () => {
    const rules: MappingRules = {
      ...BODY_RULES,
      apply: () => {
        throw new Error('048213 cannot be sent');
      },
    };
    const http = new ScriptedHttpClient(jsonAnswer(200, {}));
    const sender = senderWith({ compile: compiler({ bodyRules: rules }) });
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS })));
    expect(failure).toMatchObject({ kind: 'transport', message: 'the request could not be made from the message' });
    expect(http.requests).toEqual([]);
  });

  it('sends nothing once the time is over, and stops waiting when it gets over', async () => {
    const controller = new AbortController();
    const http = { send: () => new Promise<never>(() => undefined) };
    const waiting = failureOf(senderWith().send(aMessage({ http, settings: SETTINGS, signal: controller.signal })));
    controller.abort();
    expect((await waiting).kind).toBe('timeout');

    const untouched = new ScriptedHttpClient(jsonAnswer(200, {}));
    const late = aMessage({ http: untouched, settings: SETTINGS, signal: controller.signal });
    expect((await failureOf(senderWith().send(late))).kind).toBe('timeout');
    expect(untouched.requests).toEqual([]);
  });

  it('can stand under a name of its own', () => {
    expect(senderWith().name).toBe('http_request');
    expect(senderWith({ name: 'my_gateway' }).name).toBe('my_gateway');
  });
});
