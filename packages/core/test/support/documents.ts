import type { JsonObject, OutboundResult } from '@tessera/core';

/** An internal SMS configuration whose messages go to the recording sender. */
export function internalSms(
  change: { details?: JsonObject; metadata?: JsonObject; verification?: JsonObject } = {},
): JsonObject {
  return internal('sms', change);
}

/** The same for e-mail. */
export function internalEmail(change: { details?: JsonObject; metadata?: JsonObject } = {}): JsonObject {
  return internal('email', { ...change, details: { sender: 'no-reply@example.com', ...change.details } });
}

function internal(
  type: 'sms' | 'email',
  { details, metadata, verification }: { details?: JsonObject; metadata?: JsonObject; verification?: JsonObject },
): JsonObject {
  return {
    type,
    metadata: metadata ?? {},
    interactions: {
      [`${type}-authentication-challenge`]: {
        execution: { function: `${type}_authentication_challenge`, details: { sender_type: 'recording', ...details } },
      },
      [`${type}-authentication`]: { execution: { function: `${type}_authentication` }, ...verification },
    },
  };
}

const SUCCEEDED = (interaction: string): JsonObject => ({
  path: `$.${interaction}.success_count`,
  type: 'integer',
  operation: 'gte',
  value: 1,
});

/** The policy of the guide: password or registration, then SMS. */
export const MFA_POLICY: JsonObject = {
  description: 'mfa_required_for_registration_and_login',
  priority: 10,
  conditions: { scopes: ['openid'] },
  available_methods: ['password', 'initial-registration', 'sms'],
  success_conditions: {
    any_of: [
      [SUCCEEDED('password-authentication'), SUCCEEDED('sms-authentication')],
      [SUCCEEDED('initial-registration'), SUCCEEDED('sms-authentication')],
    ],
  },
};

/** A policy that one of these interactions completes. */
export function anyOf(interactions: readonly string[], more: JsonObject = {}): JsonObject {
  return {
    priority: 1,
    conditions: {},
    success_conditions: { any_of: interactions.map((interaction) => [SUCCEEDED(interaction)]) },
    ...more,
  };
}

/** A policy for SMS alone with this step definition. */
export function smsStep(step: JsonObject): JsonObject {
  return anyOf(['sms-authentication', 'password-authentication'], { step_definitions: [{ method: 'sms', ...step }] });
}

/** Holds as soon as an interaction has failed so often. */
export function failedTimes(interaction: string, times: number): JsonObject {
  return {
    any_of: [[{ path: `$.${interaction}.failure_count`, type: 'integer', operation: 'gte', value: times }]],
  };
}

export function answers(status: number, body: unknown): OutboundResult {
  return { kind: 'response', status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function fault(kind: Extract<OutboundResult, { kind: 'fault' }>['fault']): OutboundResult {
  return { kind: 'fault', fault: kind, cause: 'test' };
}
