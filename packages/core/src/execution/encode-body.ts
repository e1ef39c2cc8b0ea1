import type { JsonObject } from '../json/json.js';
import { parameterPairs } from './parameter-pairs.js';
import { formEncode } from './percent-encoding.js';

export const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * The body as text: form fields when `contentType` says so (its parameters are ignored), else JSON.
 * @throws InvalidParameterValueError when a form field is not well-formed Unicode
 */
export function encodeBody(body: JsonObject, contentType: string | undefined): string {
  if (mediaType(contentType) !== FORM_TYPE) return JSON.stringify(body);
  return parameterPairs(body)
    .map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`)
    .join('&');
}

/** Type and subtype in lower case, without parameters. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
