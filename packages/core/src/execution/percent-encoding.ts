import { InvalidParameterValueError } from '../mapping/invalid-parameter-value-error.js';

/**
 * Percent-encodes everything but unreserved characters and `!*'()` (RFC 3986 §2.1).
 * @throws InvalidParameterValueError when the text is no well-formed Unicode (a lone surrogate)
 */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new InvalidParameterValueError('a value for the URL or form is not well-formed Unicode');
  }
}

/**
 * Encodes one name or value of `application/x-www-form-urlencoded`, byte for byte like the URL standard.
 * @throws InvalidParameterValueError as {@link percentEncode}
 */
export function formEncode(text: string): string {
  return percentEncode(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
