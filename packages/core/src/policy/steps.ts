import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { AuthenticationMethod, AuthenticationPolicy, StepDefinition } from './authentication-policy.js';
import { methodsPerformed } from './methods-performed.js';

/** The step definition of a method, where there is one. */
export function stepOf(
  { steps }: AuthenticationPolicy,
  method: AuthenticationMethod | 'cancel',
): StepDefinition | undefined {
  return steps.find((step) => step.method === method);
}

/** Tells whether the policy lets a method be used at all; `cancel` always may. */
export function isMethodAvailable(
  { availableMethods }: AuthenticationPolicy,
  method: AuthenticationMethod | 'cancel',
): boolean {
  return method === 'cancel' || availableMethods.length === 0 || availableMethods.includes(method);
}

/**
 * Tells whether a method's turn has come (specification 3.7): for every lower order in use at least one step has succeeded. Order 0 stands
 * outside the sequence: it may come any time and opens nothing.
 */
export function isMethodOpen(
  policy: AuthenticationPolicy,
  snapshot: TransactionSnapshot,
  method: AuthenticationMethod | 'cancel',
): boolean {
  return isMethodOpenAfter(policy, methodsPerformed(snapshot), method);
}

/** The same for a set of methods performed. */
export function isMethodOpenAfter(
  policy: AuthenticationPolicy,
  performed: readonly AuthenticationMethod[],
  method: AuthenticationMethod | 'cancel',
): boolean {
  const order = stepOf(policy, method)?.order ?? 0;
  const earlier = policy.steps.filter((step) => step.order > 0 && step.order < order);
  return earlier.every((step) =>
    earlier.some((other) => other.order === step.order && performed.includes(other.method)),
  );
}
