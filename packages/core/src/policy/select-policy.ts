import { TesseraError } from '../errors/tessera-error.js';
import type {
  AuthenticationPolicy,
  AuthenticationPolicyConfiguration,
  PolicyReference,
} from './authentication-policy.js';
import { BUILT_IN_POLICY } from './built-in-policy.js';

/** What a policy is chosen by. */
export interface SelectionCriteria {
  readonly clientId: string;
  /** Requested `acr_values`. */
  readonly acrValues: readonly string[];
  /** Requested scopes left after the client's limits. */
  readonly scopes: readonly string[];
}

export interface SelectedPolicy {
  readonly policy: AuthenticationPolicy;
  readonly reference: PolicyReference;
}

const BUILT_IN: SelectedPolicy = { policy: BUILT_IN_POLICY, reference: { kind: 'built_in' } };

/**
 * Chooses the policy of a new transaction (specification 3.2): of those that match, the highest priority, the first declared on a tie; the
 * first declared of all when none matches; the built-in one without an enabled configuration.
 */
export function selectPolicy(
  configuration: AuthenticationPolicyConfiguration | undefined,
  criteria: SelectionCriteria,
): SelectedPolicy {
  const first = configuration?.policies[0];
  if (!configuration?.enabled || !first) return BUILT_IN;
  const { id: configurationId, version, policies } = configuration;
  let chosen: { readonly policy: AuthenticationPolicy; readonly index: number } | undefined;
  for (const [index, policy] of policies.entries()) {
    if (matches(policy, criteria) && (!chosen || policy.priority > chosen.policy.priority)) chosen = { policy, index };
  }
  const { policy, index } = chosen ?? { policy: first, index: 0 };
  return { policy, reference: { kind: 'configured', configurationId, version, index, fallback: !chosen } };
}

/**
 * The policy a transaction began with.
 * @param configuration the version that `reference` names
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when that version is gone
 */
export function policyAt(
  reference: PolicyReference,
  configuration: AuthenticationPolicyConfiguration | undefined,
): AuthenticationPolicy {
  if (reference.kind === 'built_in') return BUILT_IN_POLICY;
  const policy = configuration?.policies[reference.index];
  if (policy) return policy;
  const { configurationId, version, index } = reference;
  throw new TesseraError(
    'ERR_SERVER_CONFIGURATION',
    `policy ${index} of configuration ${configurationId} version ${version} is gone; versions must be kept while logins use them`,
  );
}

function matches({ conditions }: AuthenticationPolicy, criteria: SelectionCriteria): boolean {
  return (
    overlapsOrEmpty(conditions.clientIds, [criteria.clientId]) &&
    overlapsOrEmpty(conditions.acrValues, criteria.acrValues) &&
    overlapsOrEmpty(conditions.scopes, criteria.scopes)
  );
}

function overlapsOrEmpty(wanted: readonly string[], present: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((entry) => present.includes(entry));
}
