import { pointerTo } from '../json/json.js';
import type { AnalysisContext } from './analysis/analysis-context.js';
import type { PolicyFinding } from './analysis/finding.js';
import { groupFindings } from './analysis/group-findings.js';
import { levelFindings } from './analysis/level-findings.js';
import { configurationFindings, stepFindings } from './analysis/method-findings.js';
import { methodUses } from './analysis/method-use.js';
import { selectionFindings } from './analysis/selection-findings.js';

/**
 * Everything in a valid policy configuration that cannot work as it was probably meant: groups that never hold, policies that are never
 * selected, methods without configuration, steps that never open, acr values and scopes out of reach. What is found is certain as things
 * stand; what is not found may still be wrong. Never throws.
 */
export function analyzePolicies(context: AnalysisContext): readonly PolicyFinding[] {
  const { policies } = context.configuration;
  const uses = methodUses(context);
  return [
    ...selectionFindings(context.configuration),
    ...policies.flatMap((policy, index) => {
      const use = uses[index];
      if (!use) return [];
      const analyzed = { policy, index, pointer: pointerTo('/policies', index), use };
      return [
        ...configurationFindings(analyzed, context),
        ...groupFindings(analyzed, context),
        ...stepFindings(analyzed, context),
        ...levelFindings(analyzed, context),
      ];
    }),
  ];
}
