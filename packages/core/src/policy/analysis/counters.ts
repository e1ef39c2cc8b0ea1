import { allHold, type AnalyzedCondition } from './analyzed-condition.js';
import { numbersIn } from './literals.js';

const COUNTERS = ['call_count', 'success_count', 'failure_count'] as const;
export type Counter = (typeof COUNTERS)[number];

/** What may have become of an interaction that was called. */
export type CallHistory =
  /** Called and judged as often as anybody likes. */
  | 'free'
  /** Called without success: nobody is bound, although its step needs a user. */
  | 'refused'
  /** Called, but never judged: there is no configuration. */
  | 'called'
  /** Not called: proved once, in the login that a session stems from (specification 3.4). */
  | 'carried';

/** The counter that a condition is about; undefined for any other path. */
export function counterOf({ segments }: AnalyzedCondition): Counter | undefined {
  const [, member] = segments;
  if (segments.length !== 2 || member?.kind !== 'member') return undefined;
  return COUNTERS.find((counter) => counter === member.name);
}

/** Tells whether the conditions can hold together. Counters are no islands: there are at least as many calls as successes and failures. */
export function countersCanHold(conditions: readonly AnalyzedCondition[], history: CallHistory): boolean {
  const [calls, successes, failures] = COUNTERS.map((counter) =>
    conditions.filter((condition) => counterOf(condition) === counter),
  );
  if (!calls || !successes || !failures) return true;
  if (history === 'carried') return allHold(successes, 1) && allHold(failures, 0) && allHold(calls, 1);
  // The fewest successes and failures leave the most room for the number of calls.
  const success = history === 'free' ? smallest(successes, 0) : zero(successes);
  const failure = history === 'called' ? zero(failures) : smallest(failures, 0);
  if (success === undefined || failure === undefined) return false;
  return smallest(calls, Math.max(1, success + failure)) !== undefined;
}

function zero(conditions: readonly AnalyzedCondition[]): 0 | undefined {
  return allHold(conditions, 0) ? 0 : undefined;
}

/** The smallest count from `least` on for which the conditions hold. */
function smallest(conditions: readonly AnalyzedCondition[], least: number): number | undefined {
  const limits = numbersIn(conditions).flatMap((limit) => [Math.ceil(limit), Math.floor(limit) + 1]);
  const candidates = [least, ...limits.filter((count) => count > least && Number.isSafeInteger(count))];
  return candidates.sort((left, right) => left - right).find((count) => allHold(conditions, count));
}
