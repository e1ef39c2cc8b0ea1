import type { PasswordPolicy } from '../../tenant/tenant.js';

/** Everything the password lacks, as the caller is told; empty when it meets the policy. Lengths are counted in characters, not bytes. */
export function passwordProblems(password: string, policy: PasswordPolicy): readonly string[] {
  const { length } = [...password];
  return [
    length < policy.minLength && `password must be at least ${policy.minLength} characters long`,
    length > policy.maxLength && `password must be at most ${policy.maxLength} characters long`,
    policy.requireUpper && !/\p{Lu}/u.test(password) && 'password must contain an upper-case letter',
    policy.requireLower && !/\p{Ll}/u.test(password) && 'password must contain a lower-case letter',
    policy.requireDigit && !/\p{Nd}/u.test(password) && 'password must contain a digit',
    policy.requireSymbol && !/[^\p{L}\p{Nd}\s]/u.test(password) && 'password must contain a symbol',
  ].filter((problem) => problem !== false);
}
