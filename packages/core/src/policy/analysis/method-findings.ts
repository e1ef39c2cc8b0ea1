import { pointerTo } from '../../json/json.js';
import {
  INTERACTIONS,
  METHODS,
  type AuthenticationMethod,
  type AuthenticationPolicy,
  type ConditionGroups,
} from '../authentication-policy.js';
import type { AnalysisContext } from './analysis-context.js';
import { listAt, nodeAt } from './document-node.js';
import type { PolicyFinding } from './finding.js';
import type { AnalyzedPolicy } from './group-findings.js';
import { isAvailable, obstacleTo } from './method-use.js';

/** Methods that a policy names but that have no enabled configuration: once each, at the first place. */
export function configurationFindings(analyzed: AnalyzedPolicy, context: AnalysisContext): readonly PolicyFinding[] {
  const missing = METHODS.filter(
    (method) => !context.configuredMethods.has(method) && isAvailable(method, analyzed.policy, context),
  );
  return missing.flatMap((method) => {
    const [pointer] = placesOf(method, analyzed, context);
    const message = `Method '${method}' has no enabled configuration`;
    return pointer === undefined ? [] : [{ code: 'method_without_configuration' as const, pointer, message }];
  });
}

/** Steps whose turn never comes. */
export function stepFindings(
  { policy, pointer, use }: AnalyzedPolicy,
  context: AnalysisContext,
): readonly PolicyFinding[] {
  return policy.steps.flatMap(({ method }, position): readonly PolicyFinding[] => {
    const isConfigured = context.configuredMethods.has(method);
    if (!isConfigured || use.inLogin.callable.has(method)) return [];
    const place = pointerTo(`${pointer}/step_definitions`, position);
    if (use.withSession.callable.has(method)) {
      const obstacle = obstacleTo(method, policy, use.inLogin, context);
      return [{ code: 'step_needs_session', pointer: place, message: `Without a session, ${obstacle}` }];
    }
    const obstacle = obstacleTo(method, policy, use.withSession, context);
    return [{ code: 'step_never_opens', pointer: place, message: `This step is never taken: ${obstacle}` }];
  });
}

/** Where a policy names a method, available_methods first. */
function placesOf(
  method: AuthenticationMethod,
  { policy, pointer, index }: AnalyzedPolicy,
  { document }: AnalysisContext,
): readonly string[] {
  const written = nodeAt(document, 'policies', index);
  const listed = listAt(written, 'available_methods').indexOf(method);
  const step = policy.steps.findIndex((entry) => entry.method === method);
  const acr = policy.acrRules.findIndex(({ rule }) => rule.methods.includes(method));
  const acrName = Array.isArray(nodeAt(written, 'acr_mapping_rules')) ? acr : (policy.acrRules[acr]?.acr ?? '');
  const scope = policy.scopeRules.find(({ rule }) => rule.methods.includes(method))?.scope;
  return [
    ...(listed < 0 ? [] : [pointerTo(`${pointer}/available_methods`, listed)]),
    ...conditionsOn(method, policy).map((place) => pointer + place),
    ...(step < 0 ? [] : [pointerTo(`${pointer}/step_definitions`, step)]),
    ...(acr < 0 ? [] : [pointerTo(`${pointer}/acr_mapping_rules`, acrName)]),
    ...(scope === undefined ? [] : [pointerTo(`${pointer}/level_of_authentication_scopes`, scope)]),
  ];
}

function conditionsOn(
  method: AuthenticationMethod,
  { success, failure, lock }: AuthenticationPolicy,
): readonly string[] {
  const rules: readonly (readonly [string, ConditionGroups])[] = [
    ['success_conditions', success],
    ['failure_conditions', failure],
    ['lock_conditions', lock],
  ];
  return rules.flatMap(([rule, groups]) =>
    groups.flatMap((group, outer) =>
      group.flatMap(({ interaction }, inner) =>
        interaction !== undefined && INTERACTIONS[interaction]?.method === method
          ? [`/${rule}/any_of/${outer}/${inner}`]
          : [],
      ),
    ),
  );
}
