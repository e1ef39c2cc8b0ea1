import type { OutboundResult } from '@tessera/core';
import { SendFailure } from '@tessera/core';
import { AwsSnsSmsSender } from '@tessera/sms-aws-sns';
import { aMessage, jsonAnswer, ScriptedHttpClient, senderContract } from '@tessera/testkit';

const SETTINGS = {
  region: 'ap-northeast-1',
  access_key_id: 'AKIAIOSFODNN7EXAMPLE',
  secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const sender = new AwsSnsSmsSender({ clock: { now: () => Date.UTC(2025, 0, 19, 10) } });

function xml(status: number, body: string): OutboundResult {
  return { kind: 'response', status, headers: { 'content-type': 'text/xml' }, body };
}

const TAKEN = xml(
  200,
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6</MessageId></PublishResult></PublishResponse>',
);
/** As SNS words it: the text repeats the number. */
const INVALID_NUMBER = xml(
  400,
  '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>Invalid parameter: PhoneNumber Reason: +819012345678 is not valid</Message></Error></ErrorResponse>',
);

function fault(kind: Extract<OutboundResult, { kind: 'fault' }>['fault']): ScriptedHttpClient {
  return new ScriptedHttpClient({ kind: 'fault', fault: kind, cause: 'call to https://sns.example.com failed' });
}

senderContract({ describe, it, beforeEach, afterEach }, async () => ({
  sender,
  settings: SETTINGS,
  http: new ScriptedHttpClient(TAKEN),
  wrong: [
    { settings: {}, pointer: '/region' },
    { settings: {}, pointer: '/access_key_id' },
    { settings: {}, pointer: '/secret_access_key' },
    { settings: { ...SETTINGS, region: 'example.com/?x=-1' }, pointer: '/region' },
    { settings: { ...SETTINGS, region: 'tokyo' }, pointer: '/region' },
    { settings: { ...SETTINGS, region: 1 }, pointer: '/region' },
    { settings: { ...SETTINGS, access_key_id: 'short' }, pointer: '/access_key_id' },
    { settings: { ...SETTINGS, sender_id: '12345' }, pointer: '/sender_id' },
    { settings: { ...SETTINGS, sender_id: 'much-too-long' }, pointer: '/sender_id' },
    { settings: { ...SETTINGS, endpoint: 'https://user@sns.example.com' }, pointer: '/endpoint' },
    { settings: { ...SETTINGS, endpoint: 'https://sns.example.com/?' }, pointer: '/endpoint' },
    { settings: { ...SETTINGS, endpoint: 'ftp://sns.example.com' }, pointer: '/endpoint' },
  ],
  failures: [
    { name: 'refused connection', http: fault('unreachable'), kind: 'unreachable' },
    { name: 'no answer in time', http: fault('timeout'), kind: 'timeout' },
    { name: 'denied destination', http: fault('transport'), kind: 'transport' },
    { name: 'invalid number', http: new ScriptedHttpClient(INVALID_NUMBER), kind: 'rejected' },
    { name: 'redirect', http: new ScriptedHttpClient(xml(302, '')), kind: 'rejected' },
    { name: '200 without a message id', http: new ScriptedHttpClient(xml(200, '<html/>')), kind: 'rejected' },
  ],
}));

async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const outcome: unknown = await sending.catch((error: unknown) => error);
  if (!(outcome instanceof SendFailure)) throw new Error(`expected a SendFailure, got ${String(outcome)}`);
  return outcome;
}

async function sentWith(settings: Record<string, string>, body = 'Your code: 048213'): Promise<ScriptedHttpClient> {
  const http = new ScriptedHttpClient(TAKEN);
  await sender.send(aMessage({ http, settings, tenantId: 'tenant-1', body }));
  return http;
}

describe('AwsSnsSmsSender', () => {
  it('publishes the message as a signed form to the endpoint of the region', async () => {
    const { onlyRequest } = await sentWith(SETTINGS, 'コード 048213 & more');
    expect(onlyRequest).toMatchObject({
      tenantId: 'tenant-1',
      method: 'POST',
      url: 'https://sns.ap-northeast-1.amazonaws.com/',
      authentication: { type: 'none' },
      timeoutSeconds: 30,
    });
    expect(onlyRequest.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-date': '20250119T100000Z',
      authorization: expect.stringContaining('AKIAIOSFODNN7EXAMPLE/20250119/ap-northeast-1/sns/aws4_request'),
    });
    expect(Object.fromEntries(new URLSearchParams(onlyRequest.body))).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: '+819012345678',
      Message: 'コード 048213 & more',
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
  });

  it('names the sender when there is a sender_id', async () => {
    const { onlyRequest } = await sentWith({ ...SETTINGS, sender_id: 'Tessera' });
    const form = new URLSearchParams(onlyRequest.body);
    expect(form.get('MessageAttributes.entry.2.Name')).toBe('AWS.SNS.SMS.SenderID');
    expect(form.get('MessageAttributes.entry.2.Value.StringValue')).toBe('Tessera');
  });

  it('goes to another endpoint, for partitions with a domain of their own', async () => {
    const { onlyRequest } = await sentWith({ ...SETTINGS, endpoint: 'https://sns.cn-north-1.amazonaws.com.cn' });
    expect(onlyRequest.url).toBe('https://sns.cn-north-1.amazonaws.com.cn/');
  });

  it('puts the secret key into no part of the request', async () => {
    const { onlyRequest } = await sentWith(SETTINGS);
    expect(JSON.stringify(onlyRequest)).not.toContain(SETTINGS.secret_access_key);
  });

  it('takes an answer in JSON too', async () => {
    const http = new ScriptedHttpClient(
      jsonAnswer(200, { PublishResponse: { PublishResult: { MessageId: '94f20ce6' } } }),
    );
    await expect(sender.send(aMessage({ http, settings: SETTINGS }))).resolves.toBeUndefined();
  });

  it.each([
    ['XML', INVALID_NUMBER, 'InvalidParameter', 400],
    ['JSON', jsonAnswer(403, { Error: { Code: 'InvalidClientTokenId', Message: 'x' } }), 'InvalidClientTokenId', 403],
    ['a page of a gateway', xml(503, '<html>'), undefined, 503],
    ['a code that is none', jsonAnswer(400, { Error: { Code: '+819012345678' } }), undefined, 400],
  ])('passes on the code of SNS, and not its text, from %s', async (_what, answer, code, status) => {
    const failure = await failureOf(
      sender.send(aMessage({ http: new ScriptedHttpClient(answer), settings: SETTINGS })),
    );
    expect(failure).toMatchObject({ kind: 'rejected', providerCode: code, providerStatus: status });
    expect(failure.message).toBe(`Amazon SNS answered ${status}${code ? `, code ${code}` : ''}`);
  });

  it('sends nothing once the time is over', async () => {
    const http = new ScriptedHttpClient(TAKEN);
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS, signal: AbortSignal.abort() })));
    expect([failure.kind, http.requests]).toEqual(['timeout', []]);
  });

  it('stops waiting when the time is over', async () => {
    const controller = new AbortController();
    const http = {
      send: () => {
        controller.abort();
        return new Promise<never>(() => undefined);
      },
    };
    const failure = await failureOf(sender.send(aMessage({ http, settings: SETTINGS, signal: controller.signal })));
    expect(failure.kind).toBe('timeout');
  });

  it('names the accepted values of what is wrong, and never the secret', () => {
    expect(sender.validateSettings({ ...SETTINGS, region: 'Tokyo', secret_access_key: 'with space' })).toEqual([
      {
        pointer: '/region',
        message: 'not allowed',
        expected: 'the code of a region, e.g. ap-northeast-1',
        got: 'Tokyo',
      },
      { pointer: '/secret_access_key', message: 'not allowed', expected: 'text without spaces' },
    ]);
    expect(sender.secretPaths).toEqual(['secret_access_key']);
  });

  it.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-3', 'us-isob-east-1', 'eu-isoe-west-1'])(
    'knows the region %s',
    (region) => {
      expect(sender.validateSettings({ ...SETTINGS, region, sender_id: 'My-Shop1' })).toEqual([]);
    },
  );
});
