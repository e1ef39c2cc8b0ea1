/** Codes made by Tessera; the message goes to the load generator, or nowhere. */
export function internalSms(senderType: 'bench_outbox' | 'no_action' = 'bench_outbox'): object {
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: { function: 'sms_authentication_challenge', details: { sender_type: senderType } },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  };
}

/** Codes made by Tessera; the message is a call to a service. */
export function internalSmsOver(url: string): object {
  const http_request = { url, body_mapping_rules: [{ from: '$.request_body', to: '*' }] };
  const details = { sender_type: 'http_request', settings: { http_request } };
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': { execution: { function: 'sms_authentication_challenge', details } },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  };
}

/** Codes made, sent and checked by a service. */
export function externalSms(url: string): object {
  const execution = {
    function: 'http_request',
    http_request: { url, body_mapping_rules: [{ from: '$.request_body', to: '*' }] },
  };
  return {
    type: 'sms',
    metadata: { type: 'external' },
    interactions: { 'sms-authentication-challenge': { execution }, 'sms-authentication': { execution } },
  };
}

/** One SMS code is enough. */
export function smsPolicy(): object {
  return {
    flow: 'oauth',
    enabled: true,
    policies: [
      {
        description: 'sms',
        available_methods: ['sms'],
        success_conditions: {
          any_of: [[{ path: '$.sms-authentication.success_count', type: 'integer', operation: 'gte', value: 1 }]],
        },
      },
    ],
  };
}
