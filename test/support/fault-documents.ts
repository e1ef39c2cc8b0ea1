import type { JsonDocument } from './printed-documents.js';

/** Codes made by Tessera that are sent nowhere; under the development profile they are in the answers. */
export function codesWithoutMessages(codeLength = 6): JsonDocument {
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: {
          function: 'sms_authentication_challenge',
          details: { sender_type: 'no_action', code_length: codeLength },
        },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  };
}

/** Settings under which a crowd that signs in from one address is not held up. */
export const NO_LIMITS = {
  TESSERA_SEND_LIMITS_PER_TRANSACTION: '0',
  TESSERA_SEND_LIMITS_PER_DESTINATION_HOUR: '0',
  TESSERA_SEND_LIMITS_PER_DESTINATION_DAY: '0',
  TESSERA_SEND_LIMITS_PER_IP_HOUR: '0',
  TESSERA_SEND_LIMITS_PER_CALLING_CODE_HOUR: '0',
  TESSERA_SEND_LIMITS_CONVERSION_ACTION: 'off',
  TESSERA_REGISTRATIONS_PER_ADDRESS_HOUR: '0',
  TESSERA_PASSWORD_FAILURES_PER_ADDRESS: '0',
} as const;
