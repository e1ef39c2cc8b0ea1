import { allHold, type AnalyzedCondition } from './analyzed-condition.js';
import { counterOf, countersCanHold, type CallHistory } from './counters.js';
import { interactionDomain, userDomain, type FactDomain } from './fact-domain.js';
import { valuesCanHold } from './values-can-hold.js';

/** One way things can be: the conditions (all about one interaction, or the user) that cannot hold together then; undefined when they may. */
export type World = (conditions: readonly AnalyzedCondition[]) => readonly AnalyzedCondition[] | undefined;

/** The interaction was not called, or nobody is bound. */
export const absent: World = (conditions) => (allHold(conditions, undefined) ? undefined : conditions);

/** Somebody is bound. */
export const bound: World = (conditions) => conflictByPath(conditions, userDomain);

/** The interaction was called, or carried over. */
export function called(history: CallHistory): World {
  return (conditions) => {
    const counters = conditions.filter((condition) => counterOf(condition) !== undefined);
    if (!countersCanHold(counters, history)) {
      const narrower = byPath(counters).find((group) => !countersCanHold(group, history));
      return narrower ?? counters;
    }
    return conflictByPath(
      conditions.filter((condition) => counterOf(condition) === undefined),
      interactionDomain,
    );
  };
}

/**
 * The conditions of a group that keep it from ever holding; undefined when it may hold.
 * @param worldsOf how things can be, by interaction name or `user`
 */
export function conflictIn(
  group: readonly AnalyzedCondition[],
  worldsOf: (root: string) => readonly World[],
): readonly AnalyzedCondition[] | undefined {
  for (const root of new Set(group.map((condition) => condition.root))) {
    const conditions = group.filter((condition) => condition.root === root);
    const conflicts = worldsOf(root).map((world) => world(conditions));
    if (conflicts.includes(undefined)) continue;
    // The world that comes closest says it best.
    return conflicts.reduce<readonly AnalyzedCondition[]>(
      (closest, conflict) => (conflict && conflict.length < closest.length ? conflict : closest),
      conditions,
    );
  }
  return undefined;
}

function conflictByPath(
  conditions: readonly AnalyzedCondition[],
  domainOf: (segments: AnalyzedCondition['segments']) => FactDomain,
): readonly AnalyzedCondition[] | undefined {
  return byPath(conditions).find((group) => {
    const [first] = group;
    return first && !valuesCanHold(group, domainOf(first.segments));
  });
}

function byPath(conditions: readonly AnalyzedCondition[]): readonly (readonly AnalyzedCondition[])[] {
  const groups = new Map<string, AnalyzedCondition[]>();
  for (const condition of conditions) {
    const group = groups.get(condition.key);
    if (group) group.push(condition);
    else groups.set(condition.key, [condition]);
  }
  return [...groups.values()];
}
