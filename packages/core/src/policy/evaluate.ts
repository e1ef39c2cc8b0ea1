import type { JsonValue } from '../json/json.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type {
  AuthenticationPolicy,
  AuthenticationState,
  ConditionGroups,
  EvaluationDocument,
} from './authentication-policy.js';
import { interactionFacts } from './interaction-facts.js';
import { userFacts, type EvaluatedUser } from './user-facts.js';

/**
 * The facts a policy decides on (specification 3.4): interactions once called, `user` once bound.
 * @param user the stored user that is bound, or the same with pending changes; undefined while nobody is bound or for a new user
 */
export function evaluationDocument(snapshot: TransactionSnapshot, user: EvaluatedUser | undefined): EvaluationDocument {
  const document: Record<string, JsonValue> = {};
  for (const [name, values] of interactionFacts(snapshot)) document[name] = values;
  const facts = userFacts(snapshot, user);
  if (facts) document['user'] = facts;
  return document;
}

const NO_FACTS: EvaluationDocument = {};

/** {@link deriveState} for a commit: collects the facts only if a condition will be asked. */
export function stateAfter(
  policy: AuthenticationPolicy,
  snapshot: TransactionSnapshot,
  user: EvaluatedUser | undefined,
): AuthenticationState {
  const asksForFacts = policy.lock.length > 0 || policy.failure.length > 0 || isAuthenticated(snapshot);
  return deriveState(policy, snapshot, asksForFacts ? evaluationDocument(snapshot, user) : NO_FACTS);
}

/** Inner list: all conditions hold; outer list: one group suffices. Without groups nothing holds. */
export function groupsHold(groups: ConditionGroups, document: EvaluationDocument): boolean {
  return groups.some((group) => group.length > 0 && group.every((condition) => condition.evaluate(document).holds));
}

/** The state of the transaction (specification 3.6). `locked` and `failure` are final; `success` is derived anew each time. */
export function deriveState(
  policy: AuthenticationPolicy,
  snapshot: TransactionSnapshot,
  document: EvaluationDocument,
): AuthenticationState {
  if (snapshot.state === 'locked' || groupsHold(policy.lock, document)) return 'locked';
  if (snapshot.state === 'failure' || isCancelled(snapshot) || groupsHold(policy.failure, document)) return 'failure';
  return isAuthenticated(snapshot) && groupsHold(policy.success, document) ? 'success' : 'in_progress';
}

/** Whatever the conditions say, no login succeeds without a proof and a user. */
export function isAuthenticated(snapshot: TransactionSnapshot): boolean {
  if (snapshot.user === undefined) return false;
  return Object.values(snapshot.results).some(
    (result) => result.operationType === 'AUTHENTICATION' && result.successCount > 0,
  );
}

function isCancelled({ cancelled, results }: TransactionSnapshot): boolean {
  return cancelled || (results['authentication-cancel']?.successCount ?? 0) > 0;
}
