import { METHODS, type AuthenticationMethod, type AuthenticationPolicy } from '../authentication-policy.js';
import { isMethodAvailable, isMethodOpenAfter, stepOf } from '../steps.js';
import type { AnalysisContext } from './analysis-context.js';

type Methods = ReadonlySet<AuthenticationMethod>;

/** What can be done under a policy. */
export interface Performable {
  /** Methods that can be called with success. */
  readonly callable: Methods;
  /** Those, and the ones that a session brings along. */
  readonly proven: Methods;
}

/** The same twice: in a login of its own, and in one that a browser's session begins (specification 4.5). */
export interface MethodUse {
  readonly inLogin: Performable;
  readonly withSession: Performable;
}

const NONE: Methods = new Set();

/** What can be done under each of the policies, as far as the documents tell. */
export function methodUses(context: AnalysisContext): readonly MethodUse[] {
  const { policies } = context.configuration;
  const inLogins = policies.map((policy) => performable(policy, NONE, context));
  const carried = carriedBySessions(inLogins, context);
  return policies.map((policy, index) => ({
    inLogin: inLogins[index] ?? { callable: NONE, proven: NONE },
    withSession: performable(policy, carried, context),
  }));
}

/** Why a method is none of those that can be performed under a policy. */
export function obstacleTo(
  method: AuthenticationMethod,
  policy: AuthenticationPolicy,
  { proven }: Performable,
  context: AnalysisContext,
): string {
  if (!isAvailable(method, policy, context)) return `'${method}' is not in available_methods`;
  if (!context.configuredMethods.has(method)) return `'${method}' has no enabled configuration`;
  return isMethodOpenAfter(policy, [...proven], method)
    ? `'${method}' needs a user whom no method before it can bind`
    : `step '${method}' of order ${stepOf(policy, method)?.order ?? 0} never opens`;
}

/** Tells whether a method may be called under a policy, be it configured and its turn or not. */
export function isAvailable(
  method: AuthenticationMethod,
  policy: AuthenticationPolicy,
  { enforcesAvailableMethods }: AnalysisContext,
): boolean {
  return !enforcesAvailableMethods || isMethodAvailable(policy, method);
}

/** What sessions hold that logins of this configuration have made; a session is raised by later logins, so that it can hold all of it. */
function carriedBySessions(inLogins: readonly Performable[], context: AnalysisContext): Methods {
  let carried: Methods = new Set(inLogins.flatMap(({ proven }) => [...proven]));
  for (;;) {
    const raised = new Set(
      context.configuration.policies.flatMap((policy) => [...performable(policy, carried, context).proven]),
    );
    if (raised.size <= carried.size) return carried;
    carried = raised;
  }
}

function performable(policy: AuthenticationPolicy, carried: Methods, context: AnalysisContext): Performable {
  const proven = new Set(carried);
  const callable = new Set<AuthenticationMethod>();
  for (let before = -1; before < callable.size;) {
    before = callable.size;
    for (const method of METHODS) {
      if (callable.has(method) || !canBeCalled(method, policy, proven, context)) continue;
      callable.add(method);
      proven.add(method);
    }
  }
  return { callable, proven };
}

function canBeCalled(
  method: AuthenticationMethod,
  policy: AuthenticationPolicy,
  proven: Methods,
  context: AnalysisContext,
): boolean {
  // Registration makes its user itself; any other proof binds one.
  const needsUser = method !== 'initial-registration' && stepOf(policy, method)?.requiresUser === true;
  return (
    isAvailable(method, policy, context) &&
    context.configuredMethods.has(method) &&
    isMethodOpenAfter(policy, [...proven], method) &&
    (!needsUser || proven.size > 0)
  );
}
