import { pointerTo } from '../../json/json.js';
import { INTERACTIONS, type AuthenticationMethod, type AuthenticationPolicy } from '../authentication-policy.js';
import { isMethodOpenAfter } from '../steps.js';
import type { AnalysisContext } from './analysis-context.js';
import { readAnalyzedGroup, type AnalysisTools, type AnalyzedCondition } from './analyzed-condition.js';
import { listAt } from './document-node.js';
import type { PolicyFinding } from './finding.js';
import { isAvailable, obstacleTo, type MethodUse, type Performable } from './method-use.js';
import { absent, bound, called, conflictIn, type World } from './worlds.js';

const RULES = ['success_conditions', 'failure_conditions', 'lock_conditions'] as const;
type Rule = (typeof RULES)[number];

/** The context, and the effort that all groups share. */
export type GroupContext = AnalysisContext & AnalysisTools;

export interface AnalyzedPolicy {
  readonly policy: AuthenticationPolicy;
  readonly index: number;
  readonly pointer: string;
  readonly use: MethodUse;
}

/** Groups that can never hold: contradictions, impossible values, methods that cannot be performed. */
export function groupFindings(analyzed: AnalyzedPolicy, context: GroupContext): readonly PolicyFinding[] {
  const findings = RULES.flatMap((rule) => ruleFindings(rule, analyzed, context));
  const groups = listAt(context.document, 'policies', analyzed.index, 'success_conditions', 'any_of').length;
  const place = `${analyzed.pointer}/success_conditions`;
  const dead = findings.filter(({ code, pointer }) => code === 'group_never_holds' && pointer.startsWith(`${place}/`));
  if (groups === 0 || dead.length < groups) return findings;
  const message = 'No group of success conditions can hold: no login under this policy ever completes';
  return [...findings, { code: 'policy_never_succeeds', pointer: place, message }];
}

function ruleFindings(rule: Rule, analyzed: AnalyzedPolicy, context: GroupContext): readonly PolicyFinding[] {
  const place = `${analyzed.pointer}/${rule}/any_of`;
  return listAt(context.document, 'policies', analyzed.index, rule, 'any_of').flatMap((group, index) => {
    const conditions = readAnalyzedGroup(group, context);
    const finding = groupFinding({ conditions, rule, analyzed }, context);
    return finding ? [{ code: finding.code, pointer: pointerTo(place, index), message: finding.message }] : [];
  });
}

interface Group {
  readonly conditions: readonly AnalyzedCondition[];
  readonly rule: Rule;
  readonly analyzed: AnalyzedPolicy;
}

function groupFinding(group: Group, context: AnalysisContext): Omit<PolicyFinding, 'pointer'> | undefined {
  const { conditions, rule, analyzed } = group;
  const conflict = conflictIn(conditions, (root) => worldsOf(root, rule, () => [absent, called('free')]));
  if (conflict) return { code: 'group_never_holds', message: tellConflict(conflict, rule) };
  for (const [code, performable] of [
    ['group_never_holds', analyzed.use.withSession],
    ['group_needs_session', analyzed.use.inLogin],
  ] as const) {
    const blocked = conflictIn(conditions, (root) =>
      worldsOf(root, rule, () => worldsOfInteraction(root, { ...analyzed, performable }, context)),
    );
    if (!blocked) continue;
    const message = tellObstacle(blocked, { ...analyzed, performable }, context);
    return {
      code,
      message: code === 'group_needs_session' ? `${message}; only a session that proved it can help` : message,
    };
  }
  return undefined;
}

/** How things can be when a rule is asked: a login succeeds only with a bound user, and not after it was cancelled (specification 3.6). */
function worldsOf(root: string, rule: Rule, ofInteraction: () => readonly World[]): readonly World[] {
  const isSuccess = rule === 'success_conditions';
  if (root === 'user') return isSuccess ? [bound] : [absent, bound];
  if (INTERACTIONS[root]?.method === 'cancel') return isSuccess ? [absent] : [absent, called('free')];
  return ofInteraction();
}

function worldsOfInteraction(
  name: string,
  { policy, performable }: { readonly policy: AuthenticationPolicy; readonly performable: Performable },
  context: AnalysisContext,
): readonly World[] {
  const method = methodOf(name);
  const interaction = INTERACTIONS[name];
  if (!method || !interaction || performable.callable.has(method)) return [absent, called('free')];
  const worlds = [absent];
  if (interaction.operationType === 'AUTHENTICATION' && performable.proven.has(method)) worlds.push(called('carried'));
  if (isAvailable(method, policy, context) && isMethodOpenAfter(policy, [...performable.proven], method))
    worlds.push(called(context.configuredMethods.has(method) ? 'refused' : 'called'));
  return worlds;
}

function methodOf(interaction: string): AuthenticationMethod | undefined {
  const method = INTERACTIONS[interaction]?.method;
  return method === 'cancel' ? undefined : method;
}

function tellConflict(conflict: readonly AnalyzedCondition[], rule: Rule): string {
  const [first] = conflict;
  if (first && rule === 'success_conditions' && INTERACTIONS[first.root]?.method === 'cancel') {
    return `${listed(conflict)} cannot hold in a login that succeeds: authentication-cancel ends it`;
  }
  const paths = [...new Set(conflict.map(({ path }) => path))].join(', ');
  return conflict.length > 1
    ? `${listed(conflict)} cannot hold together (${paths})`
    : `${listed(conflict)} cannot hold: no fact at ${paths} fulfils it`;
}

function tellObstacle(
  blocked: readonly AnalyzedCondition[],
  { policy, performable }: { readonly policy: AuthenticationPolicy; readonly performable: Performable },
  context: AnalysisContext,
): string {
  const method = methodOf(blocked[0]?.root ?? '');
  const obstacle = method ? obstacleTo(method, policy, performable, context) : 'nothing fulfils it';
  return `${listed(blocked)} cannot hold: ${obstacle}`;
}

function listed(conditions: readonly AnalyzedCondition[]): string {
  const positions = conditions.map(({ index }) => String(index));
  const last = positions.pop() ?? '';
  return positions.length === 0 ? `Condition ${last}` : `Conditions ${positions.join(', ')} and ${last}`;
}
