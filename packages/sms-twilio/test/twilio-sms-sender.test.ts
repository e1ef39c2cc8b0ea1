import { type OutboundResult, SendFailure } from '@tessera/core';
import { TwilioSmsSender } from '@tessera/sms-twilio';
import { aMessage, jsonAnswer, ScriptedHttpClient, senderContract } from '@tessera/testkit';

const SETTINGS = { account_sid: 'AC0123456789abcdef', auth_token: 'token-of-the-account', from: '+15005550006' };
const KEY_SETTINGS = {
  account_sid: 'AC0123456789abcdef',
  api_key_sid: 'SK0123456789abcdef',
  api_key_secret: 'secret-of-the-key',
  messaging_service_sid: 'MG0123456789abcdef',
};
const QUEUED = jsonAnswer(201, { sid: 'SM0123456789abcdef', status: 'queued' });
/** As Twilio words it: the text repeats the number. */
const INVALID_NUMBER = jsonAnswer(400, {
  code: 21211,
  message: "Invalid 'To' Phone Number: +819012345678",
  more_info: 'https://www.twilio.com/docs/errors/21211',
  status: 400,
});

function fault(kind: Extract<OutboundResult, { kind: 'fault' }>['fault']): ScriptedHttpClient {
  return new ScriptedHttpClient({ kind: 'fault', fault: kind, cause: 'call to https://api.twilio.com failed' });
}

senderContract({ describe, it, beforeEach, afterEach }, async () => ({
  sender: new TwilioSmsSender(),
  settings: SETTINGS,
  http: new ScriptedHttpClient(QUEUED),
  wrong: [
    { settings: {}, pointer: '/account_sid' },
    { settings: {}, pointer: '/auth_token' },
    { settings: {}, pointer: '/from' },
    { settings: { ...SETTINGS, account_sid: 'AC/../x' }, pointer: '/account_sid' },
    { settings: { ...SETTINGS, messaging_service_sid: 'MG1' }, pointer: '/messaging_service_sid' },
    { settings: { ...SETTINGS, ...KEY_SETTINGS }, pointer: '/auth_token' },
    { settings: { ...SETTINGS, api_key_sid: 'SK1' }, pointer: '/api_key_secret' },
    { settings: { ...SETTINGS, from: 15005550006 }, pointer: '/from' },
    { settings: { ...SETTINGS, base_url: 'https://api.twilio.com?x=1' }, pointer: '/base_url' },
    { settings: { ...SETTINGS, base_url: 'ftp://api.twilio.com' }, pointer: '/base_url' },
    { settings: { ...SETTINGS, request_timeout_seconds: 61 }, pointer: '/request_timeout_seconds' },
    { settings: { ...SETTINGS, request_timeout_seconds: '30' }, pointer: '/request_timeout_seconds' },
  ],
  failures: [
    { name: 'refused connection', http: fault('unreachable'), kind: 'unreachable' },
    { name: 'no answer in time', http: fault('timeout'), kind: 'timeout' },
    { name: 'denied destination', http: fault('transport'), kind: 'transport' },
    { name: 'invalid number', http: new ScriptedHttpClient(INVALID_NUMBER), kind: 'rejected' },
    { name: 'wrong login', http: new ScriptedHttpClient(jsonAnswer(401, { code: 20003 })), kind: 'rejected' },
    { name: 'redirect', http: new ScriptedHttpClient(jsonAnswer(302, {})), kind: 'rejected' },
    { name: '200 without sid', http: new ScriptedHttpClient(jsonAnswer(200, {})), kind: 'rejected' },
    { name: '202 with sid', http: new ScriptedHttpClient(jsonAnswer(202, { sid: 'SM1' })), kind: 'rejected' },
  ],
}));

async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const outcome: unknown = await sending.catch((error: unknown) => error);
  if (!(outcome instanceof SendFailure)) throw new Error(`expected a SendFailure, got ${String(outcome)}`);
  return outcome;
}

describe('TwilioSmsSender', () => {
  const sender = new TwilioSmsSender();

  it('posts the message as a form with the credentials of the account', async () => {
    const http = new ScriptedHttpClient(QUEUED);
    await sender.send(aMessage({ http, settings: SETTINGS, tenantId: 'tenant-1', body: 'コード 048213 & more' }));
    expect(http.onlyRequest).toMatchObject({
      tenantId: 'tenant-1',
      method: 'POST',
      url: 'https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef/Messages.json',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      authentication: { type: 'basic', username: 'AC0123456789abcdef', password: 'token-of-the-account' },
      timeoutSeconds: 30,
    });
    expect(Object.fromEntries(new URLSearchParams(http.onlyRequest.body))).toEqual({
      To: '+819012345678',
      Body: 'コード 048213 & more',
      From: '+15005550006',
    });
  });

  it('logs in with an API key, and names a messaging service in place of a number', async () => {
    const http = new ScriptedHttpClient(QUEUED);
    await sender.send(aMessage({ http, settings: KEY_SETTINGS }));
    expect(http.onlyRequest.authentication).toEqual({
      type: 'basic',
      username: 'SK0123456789abcdef',
      password: 'secret-of-the-key',
    });
    const form = new URLSearchParams(http.onlyRequest.body);
    expect([form.get('MessagingServiceSid'), form.has('From')]).toEqual(['MG0123456789abcdef', false]);
  });

  it('goes to base_url, with or without a slash at its end, and keeps to request_timeout_seconds', async () => {
    for (const base of ['http://127.0.0.1:4010/twilio', 'http://127.0.0.1:4010/twilio/']) {
      const http = new ScriptedHttpClient(QUEUED);
      await sender.send(aMessage({ http, settings: { ...SETTINGS, base_url: base, request_timeout_seconds: 5 } }));
      expect(http.onlyRequest).toMatchObject({
        url: 'http://127.0.0.1:4010/twilio/2010-04-01/Accounts/AC0123456789abcdef/Messages.json',
        timeoutSeconds: 5,
      });
    }
  });

  it('takes 200 with a sid as success too', async () => {
    const http = new ScriptedHttpClient(jsonAnswer(200, { sid: 'SM1' }));
    await expect(sender.send(aMessage({ http, settings: SETTINGS }))).resolves.toBeUndefined();
  });

  it('passes the numeric code of Twilio on, and not its text', async () => {
    const http = new ScriptedHttpClient(INVALID_NUMBER);
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS })));
    expect(failure).toMatchObject({ kind: 'rejected', providerCode: '21211', providerStatus: 400 });
    expect(failure.message).toBe('Twilio answered 400, code 21211');
  });

  it('passes no code on that is not a number', async () => {
    const http = new ScriptedHttpClient(jsonAnswer(400, { code: '+819012345678' }));
    expect((await failureOf(sender.send(aMessage({ http, settings: SETTINGS })))).providerCode).toBeUndefined();
  });

  it('bears an answer that is not JSON', async () => {
    const http = new ScriptedHttpClient({ kind: 'response', status: 503, headers: {}, body: '<html>' });
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS })));
    expect(failure).toMatchObject({ kind: 'rejected', providerStatus: 503 });
  });

  it('sends nothing once the time is over', async () => {
    const http = new ScriptedHttpClient(QUEUED);
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS, signal: AbortSignal.abort() })));
    expect([failure.kind, http.requests]).toEqual(['timeout', []]);
  });

  it('stops waiting when the time is over', async () => {
    const controller = new AbortController();
    const http = { send: () => new Promise<never>(() => undefined) };
    const sending = failureOf(sender.send(aMessage({ http, settings: SETTINGS, signal: controller.signal })));
    controller.abort();
    expect((await sending).kind).toBe('timeout');
  });

  it('names the accepted values of what is wrong, and never a secret', () => {
    const violations = sender.validateSettings({ ...SETTINGS, account_sid: 'XX1', auth_token: 'with space' });
    expect(violations).toEqual([
      { pointer: '/account_sid', message: 'not allowed', expected: 'AC and letters or digits', got: 'XX1' },
      { pointer: '/auth_token', message: 'not allowed', expected: 'text without spaces' },
    ]);
  });

  it('accepts either login and either origin', () => {
    expect(sender.validateSettings(SETTINGS)).toEqual([]);
    expect(sender.validateSettings(KEY_SETTINGS)).toEqual([]);
    expect(sender.secretPaths).toEqual(['auth_token', 'api_key_secret']);
  });
});
