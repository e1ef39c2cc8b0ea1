import { toPointer, valueAt } from '../../configuration/document/document-path.js';
import { MASKED_SECRET } from '../../configuration/document/masked-secret.js';
import type { JsonObject } from '../../json/json.js';
import type { DocumentRules } from './document-rules.js';
import { diffJson } from './json-diff.js';
import type { JsonChange } from './json-diff.js';

/**
 * Every place where two documents differ, as it may be shown: a secret that both have is told to have changed, and nothing else about it.
 * @param before secrets in clear, as in `after`
 */
export function diffDocuments(
  before: JsonObject,
  after: JsonObject,
  rules: Pick<DocumentRules, 'redact' | 'secretPlaces'>,
): readonly JsonChange[] {
  const known = new Set(rules.secretPlaces(before).map(toPointer));
  const changed = rules
    .secretPlaces(after)
    .filter((place) => known.has(toPointer(place)))
    .filter((place) => JSON.stringify(valueAt(before, place)) !== JSON.stringify(valueAt(after, place)))
    .map((place): JsonChange => ({
      pointer: toPointer(place),
      before: MASKED_SECRET,
      after: MASKED_SECRET,
      secret_changed: true,
    }));
  return [...diffJson(rules.redact(before), rules.redact(after)), ...changed];
}
