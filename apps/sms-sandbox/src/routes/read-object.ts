import { invalidRequest } from '../http-error.js';

/**
 * The parsed JSON body as an object.
 * @throws HttpError 400 when it is anything else
 */
export function readObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest('The request body is malformed');
  }
  return body as Readonly<Record<string, unknown>>;
}
