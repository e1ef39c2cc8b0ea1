import { isJsonObject } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import { valueAt } from './document-path.js';
import type { DocumentPath } from './document-path.js';

/** Names that say where something is sent: `url`, `token_endpoint`, `base_url`, `host`, and in a mapping rule `to`. */
const DESTINATION = /(?:^|_)(?:url|uri|endpoint|host|hostname|server|address|port|region|sender_type|function|to)$/i;
/** An execution starts at `interactions.<name>.execution`. */
const EXECUTION_DEPTH = 3;

/** Everything around a secret that says where it goes, as comparable text: from its own object up to the execution. */
export function destinationOf(document: JsonValue, place: DocumentPath): string {
  const levels = place
    .slice(EXECUTION_DEPTH)
    .map((_, index) => valueAt(document, place.slice(0, EXECUTION_DEPTH + index)) ?? null);
  return JSON.stringify(levels.map(destinationsIn));
}

function destinationsIn(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return [];
  return Object.entries(value)
    .filter(([name, member]) => DESTINATION.test(name) || isUrl(member))
    .sort(([a], [b]) => (a < b ? -1 : 1)); // The order of members has no meaning in JSON.
}

function isUrl(value: JsonValue): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value);
}
