import type { JsonObject } from '../../json/json.js';

/** What a written document does not say itself: the id of the path or a generated one, and on PUT the values it keeps. */
export interface PolicyDocumentDefaults {
  readonly id: string;
  /** On PUT the flow so far; on POST the document must name its own. */
  readonly flow?: string;
  /** On PUT the value so far. */
  readonly enabled?: boolean;
}

/**
 * The document as it is stored and echoed: every posted field as it came, the defaults of the outermost level filled in (specification 5.2).
 * Nothing is checked here; compile the result.
 */
export function toPolicyDocument(
  document: JsonObject,
  { id, flow, enabled = true }: PolicyDocumentDefaults,
): JsonObject {
  const filled = { id, ...(flow === undefined ? {} : { flow }), enabled };
  return { ...filled, ...document };
}
