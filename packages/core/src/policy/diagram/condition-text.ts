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

/** A condition as a line of text: `password-authentication.success_count ≥ 1`. */
export function conditionText({ path, operation, value }: PolicyCondition): string {
  const subject = path.startsWith('$.') && !path.startsWith('$..') ? path.slice(2) : path;
  return value === undefined
    ? `${subject} ${SIGNS[operation]}`
    : `${subject} ${SIGNS[operation]} ${JSON.stringify(value)}`;
}
