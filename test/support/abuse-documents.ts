import type { JsonDocument } from './printed-documents.js';
import type { StandInProvider } from './stand-in-provider.js';

/** Where the stand-in provider is posted to. */
export const PROVIDER_PATHS = { messages: '/messages', challenge: '/challenge', verification: '/verify' } as const;

/** Codes made by Tessera, texts sent through the provider's HTTP API. */
export function internalSmsOver({ url }: StandInProvider): JsonDocument {
  const http_request = {
    url: `${url}${PROVIDER_PATHS.messages}`,
    body_mapping_rules: [{ from: '$.request_body', to: '*' }],
  };
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: {
          function: 'sms_authentication_challenge',
          details: { sender_type: 'http_request', settings: { http_request } },
        },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  };
}

/** Codes made and checked by the provider. */
export function externalEmailOver({ url }: StandInProvider): JsonDocument {
  const body_mapping_rules = [{ from: '$.request_body', to: '*' }];
  return {
    type: 'email',
    metadata: { type: 'external' },
    interactions: {
      'email-authentication-challenge': {
        execution: {
          function: 'http_request',
          http_request: { url: `${url}${PROVIDER_PATHS.challenge}`, body_mapping_rules },
        },
      },
      'email-authentication': {
        execution: {
          function: 'http_request',
          http_request: { url: `${url}${PROVIDER_PATHS.verification}`, body_mapping_rules },
        },
      },
    },
  };
}
