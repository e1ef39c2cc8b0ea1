import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';

/** What stands in for properties of the outermost level that were not posted. */
export interface ConfigurationDefaults {
  readonly id: string;
  /** The document that is replaced: an omitted `type` or `enabled` keeps its value. */
  readonly stored?: JsonObject;
}

/**
 * The document as it is stored and echoed: every posted property, and the defaults of the outermost level (specification 1.2, 5.2).
 * Something that is no object is returned as it is; {@link compileConfiguration} refuses it.
 */
export function toConfigurationDocument(document: JsonValue, { id, stored }: ConfigurationDefaults): JsonValue {
  if (!isJsonObject(document)) return document;
  const type = stored?.['type'];
  return {
    id,
    ...(document['type'] === undefined && type === undefined ? {} : { type: document['type'] ?? type ?? null }),
    enabled: stored?.['enabled'] ?? true,
    attributes: {},
    metadata: {},
    // Last, so that what was posted wins; the order of the names above stays that of the specification.
    ...document,
  };
}
