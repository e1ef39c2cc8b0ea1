import type { ResponseResolveDefinition } from '../configuration/authentication-configuration.js';
import type { HttpResultDocument } from './http-execution-result.js';

/** Lets `response_resolve_configs` replace the status: the first entry that matches wins, one without conditions matches always. */
export function resolveStatus(
  answer: HttpResultDocument,
  entries: readonly ResponseResolveDefinition[],
): HttpResultDocument {
  const entry = entries.find((candidate) => matches(candidate, answer));
  return entry ? { ...answer, status_code: entry.mappedStatusCode } : answer;
}

function matches({ conditions, matchMode }: ResponseResolveDefinition, answer: HttpResultDocument): boolean {
  if (conditions.length === 0) return true;
  return matchMode === 'any'
    ? conditions.some((condition) => condition.holds(answer))
    : conditions.every((condition) => condition.holds(answer));
}
