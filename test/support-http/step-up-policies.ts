import type { JsonObject } from '@tessera/core';
import { succeeded } from './open-server.js';

export const MFA = 'urn:example:mfa';

/** The two policies of specification 4.12: a password is enough, unless a level is asked for. */
export const STEP_UP_POLICIES: readonly JsonObject[] = [
  {
    description: 'basic',
    priority: 10,
    success_conditions: { any_of: [[succeeded('password-authentication')], [succeeded('initial-registration')]] },
  },
  {
    description: 'mfa',
    priority: 20,
    conditions: { acr_values: [MFA] },
    acr_mapping_rules: { [MFA]: { all_of: ['password', 'sms'] } },
    success_conditions: { any_of: [[succeeded('password-authentication'), succeeded('sms-authentication')]] },
  },
];
