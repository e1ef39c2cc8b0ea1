import {
  GUIDE_EXTERNAL,
  SEED_EXTERNAL,
  SEED_INTERNAL,
  SPECIFICATION_INTERNAL,
  TWILIO_VERIFY,
} from '../fixtures/authentication-configurations.js';
import { DEVELOPMENT, judge, PRODUCTION } from './support.js';

describe('the configurations that are printed in the guide, the SMS page and the specification', () => {
  it('accepts pattern 1 of the SMS page unchanged', () => {
    const { configuration, violations, warnings } = judge(SEED_EXTERNAL);
    expect(violations).toEqual([]);
    // Its challenge has no schema and forwards the whole body.
    expect(warnings.map(({ code }) => code)).toEqual(['request_body_unrestricted']);
    expect(configuration?.metadata).toEqual({
      mode: 'external',
      verificationCodeParam: 'verification_code',
      retryCountLimitation: 5,
      expireSeconds: 300,
      sendLimits: {},
    });
    expect(configuration?.interactions.get('sms-authentication')?.previousInteractionKey).toBe(
      'sms-authentication-challenge',
    );
    expect(configuration?.interactions.get('sms-authentication-challenge')?.store?.key).toBe(
      'sms-authentication-challenge',
    );
  });

  it('takes oauth2 as auth_type where only the block is given', () => {
    const execution = judge(SEED_EXTERNAL).configuration?.interactions.get('sms-authentication')?.execution;
    expect(execution).toMatchObject({
      kind: 'http_request',
      request: {
        method: 'POST',
        authentication: {
          type: 'oauth2',
          oauth: {
            type: 'password',
            clientAuthenticationType: 'none',
            username: 'username',
            password: 'password',
            cacheEnabled: false,
          },
        },
        requestTimeoutSeconds: 30,
        retry: { maxRetries: 0 },
        resolve: [],
      },
    });
  });

  it('accepts pattern 2 of the SMS page unchanged and tells how many segments its texts take', () => {
    const { configuration, violations, warnings } = judge(SEED_INTERNAL);
    expect(violations).toEqual([]);
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'template_needs_ucs2',
        message: expect.stringContaining('2 segments') as unknown,
      }),
      expect.objectContaining({ code: 'template_needs_ucs2' }),
      expect.objectContaining({ code: 'sender_sends_nothing' }),
    ]);
    expect(configuration?.metadata.mode).toBe('internal');
    const execution = configuration?.interactions.get('sms-authentication-challenge')?.execution;
    const details = execution?.kind === 'internal_challenge' ? execution.details : undefined;
    expect(details?.sender.name).toBe('no_action');
    expect(details?.codeLength).toBe(6);
    expect(details?.templates.get('authentication')?.subject).toBe(
      '[ID Verification] Your login SMS confirmation code',
    );
  });

  it('accepts the guide under the development profile without a warning', () => {
    const { configuration, violations, warnings } = judge(GUIDE_EXTERNAL, { profile: DEVELOPMENT });
    expect(violations).toEqual([]);
    expect(warnings).toEqual([]);
    expect(configuration?.metadata.transactionIdParam).toBe('transaction_id');
    expect(configuration?.interactions.get('sms-authentication-challenge')?.request.keepOnly).toEqual(
      new Set(['phone_number', 'template']),
    );
  });

  it('refuses the plain HTTP of the guide under the production profile, at all four places', () => {
    const { violations } = judge(GUIDE_EXTERNAL, { profile: PRODUCTION });
    expect(violations.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual(
      ['sms-authentication-challenge', 'sms-authentication'].flatMap((name) => [
        `/interactions/${name}/execution/http_request/url invalid URL`,
        `/interactions/${name}/execution/http_request/oauth_authorization/token_endpoint invalid URL`,
      ]),
    );
  });

  it('accepts it there with outbound.allow_http, with a warning at each', () => {
    const { violations, warnings } = judge(GUIDE_EXTERNAL, { profile: { name: 'production', allowHttp: true } });
    expect(violations).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(Array(4).fill('plain_http'));
  });

  it('accepts the internal example of the specification', () => {
    const { violations, warnings } = judge(SPECIFICATION_INTERNAL);
    expect(violations).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['sender_sends_nothing']);
  });

  it('accepts the Twilio Verify recipe', () => {
    const { configuration, violations, warnings } = judge(TWILIO_VERIFY);
    expect(violations).toEqual([]);
    expect(warnings).toEqual([]);
    const execution = configuration?.interactions.get('sms-authentication')?.execution;
    const request = execution?.kind === 'http_request' ? execution.request : undefined;
    expect(request?.authentication).toEqual({
      type: 'basic',
      username: 'ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      password: 'auth-token',
    });
    expect(request?.resolve.map(({ mappedStatusCode }) => mappedStatusCode)).toEqual([200, 400, 400]);
    const approved = { status_code: 200, response_headers: {}, response_body: { status: 'approved' } };
    const pending = { status_code: 200, response_headers: {}, response_body: { status: 'pending' } };
    expect(request?.resolve[0]?.conditions.map((condition) => condition.holds(approved))).toEqual([true, true]);
    expect(request?.resolve[0]?.conditions.map((condition) => condition.holds(pending))).toEqual([true, false]);
  });
});
