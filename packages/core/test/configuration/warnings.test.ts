import type { JsonObject } from '../../src/json/json.js';
import { DEVELOPMENT, httpPassword, internalSms, judge, REQUEST } from './support.js';

const DETAILS = '/interactions/sms-authentication-challenge/execution/details';

function warningsOf(document: JsonObject, profile = DEVELOPMENT): readonly string[] {
  const { violations, warnings } = judge(document, { profile });
  expect(violations).toEqual([]);
  return warnings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('warnings of an authentication configuration', () => {
  it('name metadata that has no effect, below send_limits too', () => {
    const metadata = { team: 'identity', send_limits: { per_planet_day: 3 } };
    expect(warningsOf(internalSms({ metadata }))).toEqual([
      'unknown_metadata_key /metadata/team',
      'unknown_metadata_key /metadata/send_limits/per_planet_day',
    ]);
  });

  it('name plain HTTP to another machine', () => {
    expect(warningsOf(httpPassword({ url: 'http://api.example.com/' }))).toEqual([`plain_http ${REQUEST}/url`]);
  });

  it.each(['http://localhost:4000/', 'http://127.0.0.1/', 'http://[::1]/', 'http://host.docker.internal/'])(
    'say nothing of %s in development',
    (url) => {
      expect(warningsOf(httpPassword({ url }))).toEqual([]);
    },
  );

  it('name plain HTTP to this machine too in production', () => {
    const profile = { name: 'production', allowHttp: true } as const;
    const { warnings } = judge(httpPassword({ url: 'http://localhost/' }), { profile });
    expect(warnings.map(({ code }) => code)).toEqual(['plain_http']);
  });

  it('name a sender that sends nothing, outside development', () => {
    expect(judge(internalSms()).warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      `sender_sends_nothing ${DETAILS}/sender_type`,
    ]);
    expect(warningsOf(internalSms())).toEqual([]);
  });

  it.each([
    ['Código {VERIFICATION_CODE}', '1 segment'],
    [`認証コード {VERIFICATION_CODE} ${'。'.repeat(60)}`, '2 segments'],
  ])('count the segments of "%s"', (body, count) => {
    const { warnings } = judge(internalSms({ details: { templates: { authentication: { body } } } }), {
      profile: DEVELOPMENT,
    });
    expect(warnings).toEqual([
      {
        code: 'template_needs_ucs2',
        pointer: `${DETAILS}/templates/authentication/body`,
        message: `The text has characters outside the GSM alphabet and is sent as ${count}`,
      },
    ]);
  });

  it('say nothing of a text in the GSM alphabet', () => {
    expect(
      warningsOf(
        internalSms({ details: { templates: { authentication: { body: 'Grüße: {VERIFICATION_CODE} (5 €)' } } } }),
      ),
    ).toEqual([]);
  });

  it('name a cooldown that outlives the code', () => {
    const metadata = { expire_seconds: 60, send_limits: { resend_cooldown_seconds: 61 } };
    expect(warningsOf(internalSms({ metadata }))).toEqual([
      'cooldown_longer_than_expiry /metadata/send_limits/resend_cooldown_seconds',
    ]);
  });

  it('name a body that is forwarded without a schema', () => {
    const request = {
      body_mapping_rules: [
        { static_value: 1, to: 'a' },
        { from: '$.request_body', to: '*' },
      ],
    };
    expect(warningsOf(httpPassword(request))).toEqual([`request_body_unrestricted ${REQUEST}/body_mapping_rules/1`]);
    const schema = { type: 'object', properties: { username: { type: 'string' } } };
    expect(warningsOf(httpPassword(request, { request: { schema } }))).toEqual([]);
  });

  it('name tokens that every retry fetches anew', () => {
    const oauth_authorization = {
      type: 'client_credentials',
      token_endpoint: 'https://api.example.com/token',
      client_id: 'c',
    };
    const retry_configuration = { max_retries: 1, backoff_delays: ['PT1S'], retryable_status_codes: [503] };
    expect(warningsOf(httpPassword({ oauth_authorization, retry_configuration }))).toEqual([
      `token_not_cached_with_retries ${REQUEST}/oauth_authorization`,
    ]);
    const cached = { ...oauth_authorization, cache_enabled: true };
    expect(warningsOf(httpPassword({ oauth_authorization: cached, retry_configuration }))).toEqual([]);
  });
});
