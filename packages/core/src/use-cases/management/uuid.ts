const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Tells whether a value is the text form of a UUID (RFC 9562 §4), in either case of letters. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
