import { isJsonObject } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';

/** True for `{}` and for an absent value: what hooks and mocks may be. */
export function isEmptyObject(value: JsonValue | undefined): boolean {
  return value === undefined || (isJsonObject(value) && Object.keys(value).length === 0);
}
