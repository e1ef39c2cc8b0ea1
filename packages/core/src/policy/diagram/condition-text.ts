import type { PolicyCondition, PolicyOperation } from '../authentication-policy.js';

const SIGNS: Readonly<Record<PolicyOperation, string>> = {
  eq: '=',
  ne: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  in: 'in',
  nin: 'not in',
  contains: 'contains',
  regex: 'matches',
  exists: 'exists',
  missing: 'missing',
};

/** `$.interaction.rest`: the interaction gets a line of its own. */
const TWO_LINES = /^\$\.([^.[]+)\.([^.].*)$/su;

/** A condition as lines of text: `password-authentication`, `success_count ≥ 1`. */
export function conditionText({ path, operation, value }: PolicyCondition): readonly string[] {
  const [, root, rest = path] = TWO_LINES.exec(path) ?? [];
  const test = [rest, SIGNS[operation], ...(value === undefined ? [] : [JSON.stringify(value)])].join(' ');
  return root === undefined ? [test] : [root, test];
}
