import type { Tenant } from '@tessera/core';

/** RFC 8176 values of our methods. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  password: ['pwd'],
  'initial-registration': ['pwd'],
  sms: ['sms', 'otp'],
  email: ['otp'],
};

/** The `amr` claim for methods in order of first success, in the format that the tenant wants (specification 4.9). */
export function toAmr(methods: readonly string[], format: Tenant['amrFormat']): string[] {
  if (format === 'method') return [...new Set(methods)];
  const references = methods.map((method) => REFERENCES[method] ?? [method]);
  // Two one-time codes are two proofs of the same kind, and so are a password and a registration.
  const kinds = new Set(references.map((values) => values.at(-1)));
  return [...new Set([...references.flat(), ...(kinds.size > 1 ? ['mfa'] : [])])];
}
