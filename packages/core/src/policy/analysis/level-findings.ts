import { pointerTo } from '../../json/json.js';
import type { MethodRule } from '../authentication-policy.js';
import { ruleHolds } from '../method-rule.js';
import type { AnalysisContext } from './analysis-context.js';
import { nodeAt } from './document-node.js';
import type { FindingCode, PolicyFinding } from './finding.js';
import type { AnalyzedPolicy } from './group-findings.js';
import { obstacleTo } from './method-use.js';

interface Codes {
  readonly never: FindingCode;
  readonly session: FindingCode;
}

/** acr values that nobody can reach, and scopes that are never granted, under one policy. */
export function levelFindings(analyzed: AnalyzedPolicy, context: AnalysisContext): readonly PolicyFinding[] {
  const { policy, pointer, index } = analyzed;
  const isList = Array.isArray(nodeAt(context.document, 'policies', index, 'acr_mapping_rules'));
  const acrCodes = { never: 'acr_never_reached', session: 'acr_needs_session' } as const;
  const scopeCodes = { never: 'scope_never_granted', session: 'scope_needs_session' } as const;
  return [
    ...policy.acrRules.flatMap(({ acr, rule }, position) => {
      const place = pointerTo(`${pointer}/acr_mapping_rules`, isList ? position : acr);
      const what = `acr '${acr}' is never reached`;
      return ruleFinding({ rule, place, what, codes: acrCodes }, analyzed, context);
    }),
    ...policy.scopeRules.flatMap(({ scope, rule }) => {
      const place = pointerTo(`${pointer}/level_of_authentication_scopes`, scope);
      const what = `Scope '${scope}' is never granted`;
      return ruleFinding({ rule, place, what, codes: scopeCodes }, analyzed, context);
    }),
    ...unruledAcrValues(analyzed),
  ];
}

interface AskedRule {
  readonly rule: MethodRule;
  readonly place: string;
  readonly what: string;
  readonly codes: Codes;
}

function ruleFinding(
  { rule, place, what, codes }: AskedRule,
  { policy, use }: AnalyzedPolicy,
  context: AnalysisContext,
): readonly PolicyFinding[] {
  if (ruleHolds(rule, [...use.inLogin.proven])) return [];
  const isHopeless = !ruleHolds(rule, [...use.withSession.proven]);
  const reach = isHopeless ? use.withSession : use.inLogin;
  const missing = rule.methods.filter((method) => !reach.proven.has(method));
  const obstacles = missing.map((method) => obstacleTo(method, policy, reach, context)).join('; ');
  return isHopeless
    ? [{ code: codes.never, pointer: place, message: `${what}: ${obstacles}` }]
    : [{ code: codes.session, pointer: place, message: `${what} without a session of another login: ${obstacles}` }];
}

/** Requesting such a value selects the policy and then means nothing: no id_token will ever show it. */
function unruledAcrValues({ policy, pointer }: AnalyzedPolicy): readonly PolicyFinding[] {
  const ruled = new Set(policy.acrRules.map(({ acr }) => acr));
  return policy.conditions.acrValues.flatMap((acr, position) =>
    ruled.has(acr)
      ? []
      : [
          {
            code: 'acr_without_rule' as const,
            pointer: pointerTo(`${pointer}/conditions/acr_values`, position),
            message: `acr '${acr}' selects this policy, but none of its acr_mapping_rules says when it is reached`,
          },
        ],
  );
}
