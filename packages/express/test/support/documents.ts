import type { JsonObject } from '@tessera/core';

export const CONFIGURATION_ID = '0f12803e-37b6-437e-8ca9-5822bd852b74';
export const POLICY_ID = '8b3b8dc0-1c0e-4b5e-9f43-1f5f0e6d1c11';

/** The configuration of specification 5.7. */
export function smsConfiguration(more: JsonObject = {}): JsonObject {
  return {
    id: CONFIGURATION_ID,
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: { function: 'sms_authentication_challenge', details: { sender_type: 'recording' } },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
    ...more,
  };
}

/** A configuration in external mode, whose service wants a password. */
export function externalSms(password: string, url = 'https://sms.example.com'): JsonObject {
  const call = (path: string): JsonObject => ({
    execution: {
      function: 'http_request',
      http_request: {
        url: `${url}/${path}`,
        method: 'POST',
        auth_type: 'basic',
        basic_authentication: { username: 'tessera', password },
        body_mapping_rules: [{ from: '$.request_body', to: '*' }],
      },
    },
  });
  return {
    id: CONFIGURATION_ID,
    type: 'sms',
    metadata: { type: 'external' },
    interactions: { 'sms-authentication-challenge': call('challenge'), 'sms-authentication': call('verify') },
  };
}

export function oauthPolicy(more: JsonObject = {}): JsonObject {
  const succeeded = (interaction: string): JsonObject => ({
    path: `$.${interaction}.success_count`,
    type: 'integer',
    operation: 'gte',
    value: 1,
  });
  return {
    id: POLICY_ID,
    flow: 'oauth',
    enabled: true,
    policies: [
      {
        description: 'password alone',
        priority: 10,
        available_methods: ['password'],
        success_conditions: { any_of: [[succeeded('password-authentication')]] },
      },
    ],
    ...more,
  };
}
