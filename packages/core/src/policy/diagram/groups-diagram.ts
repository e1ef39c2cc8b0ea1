import type { ConditionGroups } from '../authentication-policy.js';
import { conditionText } from './condition-text.js';
import { label } from './label.js';

/** Where the groups of a rule lead. */
export interface Outcome {
  /** Prefix of its node ids. */
  readonly id: string;
  readonly name: string;
}

/** One chain of conditions a group, all of them from the policy to the outcome: any chain suffices, and of it every link. */
export function groupLines(groups: ConditionGroups, { id, name }: Outcome): readonly string[] {
  if (groups.length === 0) return [];
  return [
    `  ${id}([${label(name)}])`,
    ...groups.flatMap((group, outer) => {
      const nodes = group.map((condition, inner) => `${id}_${outer}_${inner}[${label(...conditionText(condition))}]`);
      return [`  policy --> ${nodes.join(' -->|and| ')} --> ${id}`];
    }),
  ];
}
