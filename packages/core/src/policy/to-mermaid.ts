import type { AuthenticationPolicy } from './authentication-policy.js';
import { groupLines } from './diagram/groups-diagram.js';
import { label } from './diagram/label.js';
import { acrLines, scopeLines, stepLines } from './diagram/levels-diagram.js';

/**
 * A policy as a Mermaid flowchart: every path from the policy to `success` is a group of conditions, all of which have to hold; beside it the
 * paths to `failure` and `locked`, the steps in order, and what reaches an acr or a scope. The text ends with a line break. Texts of the
 * document cannot change the diagram.
 */
export function toMermaid(policy: AuthenticationPolicy): string {
  const lines = [
    'flowchart LR',
    `  policy(${label(...headOf(policy))})`,
    ...groupLines(policy.success, { id: 'success', name: 'success' }),
    ...groupLines(policy.failure, { id: 'failure', name: 'failure' }),
    ...groupLines(policy.lock, { id: 'locked', name: 'locked' }),
    ...stepLines(policy),
    ...acrLines(policy),
    ...scopeLines(policy),
  ];
  return `${lines.join('\n')}\n`;
}

function headOf({
  description,
  priority,
  conditions,
  availableMethods,
  builtIn,
}: AuthenticationPolicy): readonly string[] {
  const { clientIds, acrValues, scopes } = conditions;
  const isNamed = description !== undefined && description.trim() !== '';
  return [
    isNamed ? description : builtIn ? 'built-in policy' : 'policy',
    ...(builtIn ? [] : [`priority ${priority}`]),
    ...listLine('clients', clientIds),
    ...listLine('acr_values', acrValues),
    ...listLine('scopes', scopes),
    ...listLine('methods', availableMethods),
  ];
}

function listLine(name: string, values: readonly string[]): readonly string[] {
  return values.length > 0 ? [`${name}: ${values.join(', ')}`] : [];
}
