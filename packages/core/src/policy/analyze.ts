import { pointerTo } from '../json/json.js';
import type { AnalysisContext } from './analysis/analysis-context.js';
import { Effort } from './analysis/effort.js';
import type { PolicyFinding } from './analysis/finding.js';
import { groupFindings } from './analysis/group-findings.js';
import { levelFindings } from './analysis/level-findings.js';
import { configurationFindings, stepFindings } from './analysis/method-findings.js';
import { methodUses } from './analysis/method-use.js';
import { selectionFindings } from './analysis/selection-findings.js';

/** A fraction of a second. */
const MAX_EFFORT = 500_000;

/**
 * Everything in a valid policy configuration that cannot work as it was probably meant: groups that never hold, policies that are never
 * selected, methods without configuration, steps that never open, acr values and scopes out of reach. What is found is certain as things
 * stand; what is not found may still be wrong. Never throws.
 */
export function analyzePolicies(context: AnalysisContext): readonly PolicyFinding[] {
  const { policies } = context.configuration;
  const uses = methodUses(context);
  const groupContext = { ...context, effort: new Effort(MAX_EFFORT) };
  return [
    ...selectionFindings(context.configuration),
    ...policies.flatMap((policy, index) => {
      const use = uses[index];
      if (!use) return [];
      const analyzed = { policy, index, pointer: pointerTo('/policies', index), use };
      return [
        ...configurationFindings(analyzed, context),
        ...groupFindings(analyzed, groupContext),
        ...stepFindings(analyzed, context),
        ...levelFindings(analyzed, context),
      ];
    }),
  ];
}
