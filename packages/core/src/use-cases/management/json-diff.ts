import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';

/** One place where two documents differ; a side that lacks the place leaves it out. */
export interface JsonChange {
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** A secret that is another one now; both sides are masked. Named as in the answer. */
  readonly secret_changed?: true;
}

/** Every place where the documents differ: objects member by member, everything else as a whole. */
export function diffJson(before: JsonValue, after: JsonValue, pointer = ''): readonly JsonChange[] {
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ pointer, before, after }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const place = pointerTo(pointer, name);
    const [left, right] = [before[name], after[name]];
    if (left === undefined) return right === undefined ? [] : [{ pointer: place, after: right }];
    return right === undefined ? [{ pointer: place, before: left }] : diffJson(left, right, place);
  });
}
