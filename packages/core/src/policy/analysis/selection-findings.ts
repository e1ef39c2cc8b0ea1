import { pointerTo } from '../../json/json.js';
import type { AuthenticationPolicy, AuthenticationPolicyConfiguration } from '../authentication-policy.js';
import { selectPolicy, type SelectionCriteria } from '../select-policy.js';
import type { PolicyFinding } from './finding.js';

/** Comparisons spent on one policy; one that needs more gets the benefit of the doubt. */
const MAX_COMPARISONS = 2_000_000;

/** Policies that no request is ever given: others of higher priority, or declared before, match whenever they do. */
export function selectionFindings(configuration: AuthenticationPolicyConfiguration): readonly PolicyFinding[] {
  const enabled = { ...configuration, enabled: true };
  return configuration.policies.flatMap((policy, index) => {
    const winners = winnersOver(policy, index, enabled);
    if (!winners) return [];
    const positions = [...winners].sort((left, right) => left - right).join(', ');
    const message = `Every request that matches this policy is given another one: ${positions} (position in policies)`;
    return [{ code: 'policy_never_selected' as const, pointer: pointerTo('/policies', index), message }];
  });
}

/** The policies chosen in place of this one; undefined when it is chosen at least once. */
function winnersOver(
  policy: AuthenticationPolicy,
  index: number,
  configuration: AuthenticationPolicyConfiguration,
): ReadonlySet<number> | undefined {
  const requests = leastRequests(policy, configuration);
  if (!requests) return undefined;
  const winners = new Set<number>();
  // The first declared policy is also the one for requests that match none.
  for (const request of index === 0 ? [...requests, strangeRequest(configuration)] : requests) {
    const { reference } = selectPolicy(configuration, request);
    if (reference.kind !== 'configured' || reference.index === index) return undefined;
    winners.add(reference.index);
  }
  return winners;
}

/**
 * Requests that just match a policy: one client, at most one acr value, at most one scope. What else a request might ask for could only make
 * further policies match. Undefined when these are too many.
 */
function leastRequests(
  { conditions }: AuthenticationPolicy,
  configuration: AuthenticationPolicyConfiguration,
): readonly SelectionCriteria[] | undefined {
  const clients = conditions.clientIds.length > 0 ? conditions.clientIds : [unknownClient(configuration)];
  const acrValues = oneEach(conditions.acrValues);
  const scopes = oneEach(conditions.scopes);
  const count = clients.length * acrValues.length * scopes.length;
  if (count * entriesOf(configuration) > MAX_COMPARISONS) return undefined;
  return clients.flatMap((clientId) =>
    acrValues.flatMap((acr) => scopes.map((scope) => ({ clientId, acrValues: acr, scopes: scope }))),
  );
}

function entriesOf({ policies }: AuthenticationPolicyConfiguration): number {
  return policies.reduce(
    (sum, { conditions: { clientIds, acrValues, scopes } }) =>
      sum + clientIds.length + acrValues.length + scopes.length,
    1,
  );
}

function oneEach(values: readonly string[]): readonly (readonly string[])[] {
  return values.length > 0 ? values.map((value) => [value]) : [[]];
}

function strangeRequest(configuration: AuthenticationPolicyConfiguration): SelectionCriteria {
  return { clientId: unknownClient(configuration), acrValues: [], scopes: [] };
}

/** A client that no policy names. */
function unknownClient({ policies }: AuthenticationPolicyConfiguration): string {
  const named = new Set(policies.flatMap(({ conditions }) => conditions.clientIds));
  let name = 'any-other-client';
  while (named.has(name)) name += '-';
  return name;
}
