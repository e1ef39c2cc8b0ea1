import { passwordProblems } from '../../../interaction/registration/password-policy.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { ACCEPTED_PASSWORD_HASHES, readPasswordHash } from '../../../user/password-hash-format.js';
import type { FieldReader } from '../field-reader.js';

const MASK = '********';

/** A password to be set: as people type it, or as another server has hashed it. */
export interface NewPassword {
  readonly field: 'raw_password' | 'hashed_password';
  readonly value: string;
}

/**
 * Reads `raw_password` or `hashed_password`. Undefined when there is none to set: the mask keeps the stored one. What is wrong with them goes
 * to the violations, they themselves never.
 */
export function readNewPassword(fields: FieldReader, { passwordPolicy }: Tenant): NewPassword | undefined {
  const raw = given(fields.text('raw_password', { min: 0, max: 4096, secret: true }));
  for (const problem of raw === undefined ? [] : passwordProblems(raw, passwordPolicy))
    fields.add('raw_password', problem);
  const hashed = given(
    fields.text('hashed_password', {
      min: 0,
      max: 4096,
      secret: true,
      isValid: (text) => text === MASK || readPasswordHash(text) !== undefined,
      expected: ACCEPTED_PASSWORD_HASHES,
    }),
  );
  if (raw !== undefined && hashed !== undefined)
    fields.add('hashed_password', 'cannot be given together with raw_password');
  if (raw !== undefined) return { field: 'raw_password', value: raw };
  return hashed === undefined ? undefined : { field: 'hashed_password', value: hashed };
}

function given(password: string | undefined): string | undefined {
  return password === MASK ? undefined : password;
}
