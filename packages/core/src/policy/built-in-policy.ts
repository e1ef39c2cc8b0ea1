import { isJsonObject } from '../json/json.js';
import { INTERACTIONS, type AuthenticationPolicy, type PolicyCondition } from './authentication-policy.js';

const AUTHENTICATIONS = Object.entries(INTERACTIONS).flatMap(([name, { operationType }]) =>
  operationType === 'AUTHENTICATION' ? [name] : [],
);

/** Without a policy configuration one successful authentication or registration completes a login (specification 3.1). */
export const BUILT_IN_POLICY: AuthenticationPolicy = {
  description: undefined,
  priority: 0,
  conditions: { clientIds: [], acrValues: [], scopes: [] },
  availableMethods: [],
  success: AUTHENTICATIONS.map((interaction) => [succeededOnce(interaction)]),
  failure: [],
  lock: [],
  steps: [],
  acrRules: [],
  scopeRules: [],
  authSessionBindingRequired: false,
  builtIn: true,
};

/** `{path: "$.<interaction>.success_count", operation: "gte", value: 1}`, made by hand: compiling needs adapters that are not there yet. */
function succeededOnce(interaction: string): PolicyCondition {
  return {
    path: `$.${interaction}.success_count`,
    operation: 'gte',
    value: 1,
    interaction,
    evaluate: (document) => {
      const facts = document[interaction];
      const actual = isJsonObject(facts) ? facts['success_count'] : undefined;
      if (typeof actual !== 'number') return { holds: false, reason: 'missing', actual: undefined };
      return actual >= 1 ? { holds: true, reason: 'holds', actual } : { holds: false, reason: 'not_satisfied', actual };
    },
  };
}
