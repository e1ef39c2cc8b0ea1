import type { AuthenticationPolicy, MethodRule, StepDefinition } from '../authentication-policy.js';
import { label } from './label.js';

/** The steps in their order, those of order 0 beside them. */
export function stepLines({ steps }: AuthenticationPolicy): readonly string[] {
  if (steps.length === 0) return [];
  const orders = [...new Set(steps.map(({ order }) => order))].sort((left, right) => left - right);
  const nodes = orders.map((order) => {
    const names = steps.filter((step) => step.order === order).map(stepText);
    return { order, text: `order_${order}[${label(order === 0 ? 'any time' : `order ${order}`, names.join(' or '))}]` };
  });
  const inOrder = nodes.filter(({ order }) => order > 0).map(({ text }) => text);
  const anyTime = nodes.filter(({ order }) => order === 0).map(({ text }) => text);
  return [
    `  subgraph steps [${label('steps')}]`,
    '    direction LR',
    ...anyTime.map((text) => `    ${text}`),
    ...(inOrder.length > 0 ? [`    ${inOrder.join(' --> ')}`] : []),
    '  end',
    '  policy -.- steps',
  ];
}

/** The acr values, in the order that decides ties. */
export function acrLines({ acrRules }: AuthenticationPolicy): readonly string[] {
  return ruleLines(
    'acr',
    'acr reached with',
    acrRules.map(({ acr, rule }) => [acr, rule]),
  );
}

/** The scopes that are granted only at a level. */
export function scopeLines({ scopeRules }: AuthenticationPolicy): readonly string[] {
  return ruleLines(
    'scope',
    'scopes granted with',
    scopeRules.map(({ scope, rule }) => [scope, rule]),
  );
}

function ruleLines(
  id: string,
  title: string,
  rules: readonly (readonly [name: string, rule: MethodRule])[],
): readonly string[] {
  if (rules.length === 0) return [];
  return [
    `  subgraph ${id}s [${label(title)}]`,
    ...rules.map(([name, rule], index) => `    ${id}_${index}[${label(name, ruleText(rule))}]`),
    '  end',
    `  success -.- ${id}s`,
  ];
}

function ruleText({ kind, methods }: MethodRule): string {
  return methods.join(kind === 'all_of' ? ' and ' : ' or ');
}

function stepText({ method, requiresUser, allowRegistration }: StepDefinition): string {
  const notes = [...(requiresUser ? ['requires user'] : []), ...(allowRegistration ? ['allows registration'] : [])];
  return notes.length > 0 ? `${method} (${notes.join(', ')})` : method;
}
