import type { JsonObject } from '../../src/json/json.js';
import { httpRequestSender } from '../../src/configuration/document/http-request-sender.js';
import { internalSms, judge } from './support.js';

const DETAILS = '/interactions/sms-authentication-challenge/execution/details';
const EMAIL_DETAILS = '/interactions/email-authentication-challenge/execution/details';
const TEXT = { subject: 'Code', body: 'Code {VERIFICATION_CODE}' };

function internalEmail(details: JsonObject): JsonObject {
  return {
    type: 'email',
    interactions: {
      'email-authentication-challenge': { execution: { function: 'email_authentication_challenge', details } },
      'email-authentication': { execution: { function: 'email_authentication' } },
    },
  };
}

describe('metadata', () => {
  it.each([
    [{ expire_seconds: 900 }, 'expire_seconds', 'longer than 600 seconds needs allow_long_expiry', '30..600', '900'],
    [{ expire_seconds: 29 }, 'expire_seconds', 'out of range', '30..600', '29'],
    [{ expire_seconds: 3601, allow_long_expiry: true }, 'expire_seconds', 'out of range', '30..3600', '3601'],
    [{ expire_seconds: 60.5 }, 'expire_seconds', 'wrong type', 'integer', 'number'],
    [{ expire_seconds: '300' }, 'expire_seconds', 'wrong type', 'integer', 'string'],
    [{ retry_count_limitation: 0 }, 'retry_count_limitation', 'out of range', '1..15', '0'],
    [{ retry_count_limitation: 16 }, 'retry_count_limitation', 'out of range', '1..15', '16'],
    [{ verification_code_param: '' }, 'verification_code_param', 'required', 'a string that is not empty', undefined],
    [
      { verification_code_param: '__proto__' },
      'verification_code_param',
      'not allowed',
      'the name of a field',
      '__proto__',
    ],
    [
      { transaction_id_param: 'verification_code' },
      'transaction_id_param',
      'not allowed',
      'a name other than verification_code_param',
      'verification_code',
    ],
    [{ send_limits: { per_ip_hour: -1 } }, 'send_limits/per_ip_hour', 'out of range', '0..1000000000', '-1'],
    [{ send_limits: [] }, 'send_limits', 'wrong type', 'object', 'array'],
    [
      { send_limits: { allowed_countries: ['jp'] } },
      'send_limits/allowed_countries/0',
      'unknown value',
      'a region such as JP or a calling code such as +81',
      'jp',
    ],
  ])('refuses %j', (metadata, name, message, expected, got) => {
    const violation = { pointer: `/metadata/${name}`, message, expected, ...(got === undefined ? {} : { got }) };
    expect(judge(internalSms({ metadata })).violations).toEqual([violation]);
  });

  it('takes up to an hour with allow_long_expiry, in details too', () => {
    const metadata = { allow_long_expiry: true, expire_seconds: 3600 };
    expect(
      judge(internalSms({ metadata, details: { expire_seconds: 1800 } })).configuration?.metadata.expireSeconds,
    ).toBe(1800);
  });

  it('gives way to details, of which the smaller value counts', () => {
    const { configuration } = judge(
      internalSms({
        metadata: { retry_count_limitation: 2, expire_seconds: 60 },
        details: { retry_count_limitation: 7, expire_seconds: 120 },
        verification: { retry_count_limitation: 9, expire_seconds: 90 },
      }),
    );
    expect(configuration?.metadata).toMatchObject({ retryCountLimitation: 7, expireSeconds: 90 });
  });

  it('counts where details say nothing', () => {
    const { configuration } = judge(internalSms({ metadata: { retry_count_limitation: 2, expire_seconds: 60 } }));
    expect(configuration?.metadata).toMatchObject({ retryCountLimitation: 2, expireSeconds: 60 });
  });
});

describe('details of an internal SMS challenge', () => {
  it.each<[JsonObject, string, string]>([
    [{ code_length: 5 }, 'code_length', 'out of range'],
    [{ code_length: 11 }, 'code_length', 'out of range'],
    [{ expire_seconds: 601 }, 'expire_seconds', 'longer than 600 seconds needs allow_long_expiry'],
    [{ sender: 'a@example.com' }, 'sender', 'unknown property'],
    [{ function: 'no_action' }, 'function', 'unknown property'],
    [{ settings: 'none' }, 'settings', 'wrong type'],
    [
      { templates: { registration: { subject: 'x', body: 'no code' } } },
      'templates/registration/body',
      'placeholder {VERIFICATION_CODE} is missing',
    ],
    [{ templates: { registration: { subject: 'x' } } }, 'templates/registration/body', 'required'],
    [{ templates: { registration: 'text' } }, 'templates/registration', 'wrong type'],
    [{ sender_type: 'carrier' }, 'sender_type', 'unknown value'],
    [{ sender_type: 'http_request' }, 'settings/http_request', 'required'],
    [
      { sender_type: 'http_request', settings: { http_request: { url: 'x' } } },
      'settings/http_request/url',
      'invalid URL',
    ],
  ])('refuses %j', (details, name, message) => {
    expect(judge(internalSms({ details })).violations).toEqual([
      expect.objectContaining({ pointer: `${DETAILS}/${name}`, message }),
    ]);
  });

  it('needs a sender', () => {
    const document = {
      type: 'sms',
      interactions: {
        'sms-authentication-challenge': { execution: { function: 'sms_authentication_challenge' } },
        'sms-authentication': { execution: { function: 'sms_authentication' } },
      },
    };
    expect(judge(document).violations).toEqual([{ pointer: `${DETAILS}/sender_type`, message: 'required' }]);
  });

  it('lists the senders it knows', () => {
    const { violations } = judge(internalSms({ details: { sender_type: 'carrier' } }));
    expect(violations[0]).toMatchObject({ expected: 'one of no_action, pigeon, http_request', got: 'carrier' });
  });

  it("carries the sender's own messages", () => {
    const { violations } = judge(internalSms({ details: { sender_type: 'pigeon', settings: { region: 'nowhere' } } }));
    expect(violations).toEqual([expect.objectContaining({ pointer: `${DETAILS}/settings/region`, expected: 'tokyo' })]);
  });

  it('compiles the request of the sender http_request', () => {
    const settings = {
      http_request: { url: 'https://sms.example.com/send', body_mapping_rules: [{ from: '$.request_body', to: '*' }] },
    };
    const { configuration, violations, warnings } = judge(
      internalSms({ details: { sender_type: 'http_request', settings } }),
    );
    expect([...violations, ...warnings]).toEqual([]);
    const execution = configuration?.interactions.get('sms-authentication-challenge')?.execution;
    const details = execution?.kind === 'internal_challenge' ? execution.details : undefined;
    expect(details?.sender).toBe(httpRequestSender);
    expect(details?.httpRequest?.url.parts).toEqual(['https://sms.example.com/send']);
  });

  it('has texts for registration and authentication without any being configured', () => {
    const { configuration } = judge(internalSms({ details: { templates: { welcome: TEXT } } }));
    const execution = configuration?.interactions.get('sms-authentication-challenge')?.execution;
    const templates =
      execution?.kind === 'internal_challenge' ? execution.details.templates : new Map<string, unknown>();
    expect([...templates.keys()]).toEqual(['registration', 'authentication', 'welcome']);
  });
});

describe('details of an internal e-mail challenge', () => {
  it('takes function and sender_config as other names', () => {
    const details = { function: 'owl', sender_config: { region: 'tokyo' }, sender: 'Example <noreply@example.com>' };
    const { configuration, violations } = judge(internalEmail(details));
    expect(violations).toEqual([]);
    const execution = configuration?.interactions.get('email-authentication-challenge')?.execution;
    expect(execution).toMatchObject({
      details: { sender: { name: 'owl' }, settings: { region: 'tokyo' }, from: 'Example <noreply@example.com>' },
    });
  });

  it.each<[JsonObject, string, string]>([
    [{ sender_type: 'owl' }, 'sender', 'required'],
    [{ sender_type: 'owl', sender: 'nobody' }, 'sender', 'not allowed'],
    [{ sender_type: 'owl', sender: 'a@example.com\r\nBcc: b@example.com' }, 'sender', 'not allowed'],
    [{ sender_type: 'owl', sender: 'a@example.com', function: 'owl' }, 'function', 'not allowed'],
    [{ sender_type: 'owl', sender: 'a@example.com', settings: {}, sender_config: {} }, 'sender_config', 'not allowed'],
    [{ sender_type: 'no_action', templates: { x: { body: TEXT.body } } }, 'templates/x/subject', 'required'],
    [
      { sender_type: 'no_action', templates: { x: { ...TEXT, subject: 'a\nb' } } },
      'templates/x/subject',
      'not allowed',
    ],
  ])('refuses %j', (details, name, message) => {
    expect(judge(internalEmail(details)).violations).toEqual([
      expect.objectContaining({ pointer: `${EMAIL_DETAILS}/${name}`, message }),
    ]);
  });

  it('needs no From address when nothing is sent', () => {
    expect(judge(internalEmail({ sender_type: 'no_action' })).violations).toEqual([]);
  });
});
