/**
 * A value of the caller cannot be put where a mapping sends it (specification 1.7, 1.16): the caller is answered 400 `invalid_request`
 * "Invalid parameter value". The message is for operators; it names the place and never shows the value.
 */
export class InvalidParameterValueError extends Error {
  override readonly name: string = 'InvalidParameterValueError';
}
