import type { InteractionResult, TransactionSnapshot } from '../transaction/snapshot.js';
import type { AuthenticationMethod } from './authentication-policy.js';

/** How a tenant wants `amr` in its id_tokens. */
export type AmrFormat = 'method' | 'rfc8176';

const RFC_8176: Readonly<Record<AuthenticationMethod, readonly string[]>> = {
  password: ['pwd'],
  'initial-registration': ['pwd'],
  sms: ['sms', 'otp'],
  email: ['otp'],
};

/** Methods of all successful `AUTHENTICATION` interactions, carried ones included, in order of first success. */
export function methodsPerformed({ results }: Pick<TransactionSnapshot, 'results'>): readonly AuthenticationMethod[] {
  const succeeded = Object.values(results).filter(
    (result) => result.operationType === 'AUTHENTICATION' && result.successCount > 0,
  );
  const methods = succeeded.sort((left, right) => firstSuccess(left) - firstSuccess(right)).map(({ method }) => method);
  return [...new Set(methods)].filter((method) => method !== 'cancel');
}

/** The `amr` claim (specification 4.9). `mfa` needs two kinds of proof: two one-time codes are the same kind, and so are password and registration. */
export function amr(methods: readonly AuthenticationMethod[], format: AmrFormat): readonly string[] {
  if (format === 'method') return methods;
  const values = new Set(methods.flatMap((method) => RFC_8176[method]));
  return values.has('pwd') && values.has('otp') ? [...values, 'mfa'] : [...values];
}

function firstSuccess(result: InteractionResult): number {
  return result.firstSuccessAt ?? result.interactionTime;
}
