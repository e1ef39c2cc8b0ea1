import type { JsonObject } from '../json/json.js';
import { deriveState } from './evaluate.js';
import { explainPolicy, type ExplainAudience } from './explain.js';
import { interactionFacts } from './interaction-facts.js';
import { methodsPerformed } from './methods-performed.js';
import type { PolicyView } from './policy-view.js';
import { requiredMethods } from './required-methods.js';

/**
 * The `authentication-status` document of specification 3.10. Reading changes nothing: the state is derived, not stored.
 * @param explainTo adds `explain` for this audience; undefined leaves it out
 */
export function authenticationStatus(view: PolicyView, explainTo?: ExplainAudience): JsonObject {
  const { policy, snapshot, document } = view;
  return {
    status: deriveState(policy, snapshot, document),
    interaction_results: interactionResults(snapshot),
    authentication_methods: methodsPerformed(snapshot),
    required_methods: requiredMethods(view),
    ...(explainTo === undefined ? {} : { explain: explainPolicy(view, explainTo) }),
  };
}

/** `interaction_results` of specification 3.10 and 5.8. */
export function interactionResults(snapshot: PolicyView['snapshot']): JsonObject {
  return Object.fromEntries(
    interactionFacts(snapshot).map(([name, facts, { carriedOver }]) => [name, { ...facts, carried_over: carriedOver }]),
  );
}
