import { isJsonObject, type JsonValue } from '@tessera/core';
import { ProtocolError } from './library.js';

/** What the `claims` parameter says about `acr` in the id_token (OpenID Connect Core §5.5.1.1). */
export interface AcrRequest {
  readonly values: readonly string[];
  readonly isEssential: boolean;
}

/** Undefined when no value is asked for; everything else in the parameter has no effect. @param claims the parameter, checked already */
export function acrRequestOf(claims: unknown): AcrRequest | undefined {
  return typeof claims === 'string' ? readAcr(JSON.parse(claims) as JsonValue) : undefined;
}

/**
 * @param isSupported whether the tenant lists a level
 * @throws ProtocolError `invalid_request` for an `acr` request that cannot be read: what a client calls essential is not passed over;
 *   `unmet_authentication_requirements` for essential values of which the tenant lists none
 */
export function checkClaims(claims: JsonValue, isSupported: (acr: string) => boolean = () => true): void {
  const acr = readAcr(claims);
  if (acr?.isEssential && !acr.values.some(isSupported))
    throw new ProtocolError(
      'unmet_authentication_requirements',
      'The requested authentication level cannot be reached',
    );
}

function readAcr(claims: JsonValue): AcrRequest | undefined {
  const idToken = isJsonObject(claims) ? claims['id_token'] : undefined;
  const acr = isJsonObject(idToken) ? idToken['acr'] : undefined;
  if (acr === undefined || acr === null) return undefined;
  if (!isJsonObject(acr)) throw malformed('claims.id_token.acr must be an object or null');
  const { essential = false, value, values = [] } = acr as Readonly<Record<string, JsonValue | undefined>>;
  if (typeof essential !== 'boolean') throw malformed('claims.id_token.acr.essential must be a boolean');
  if (!Array.isArray(values)) throw malformed('claims.id_token.acr.values must be a list');
  const wanted: readonly JsonValue[] = [...(value === undefined ? [] : [value]), ...(values as readonly JsonValue[])];
  if (!wanted.every((entry) => typeof entry === 'string' && entry !== ''))
    throw malformed('claims.id_token.acr must name its values as strings');
  return wanted.length === 0 ? undefined : { values: [...new Set(wanted as string[])], isEssential: essential };
}

function malformed(description: string): Error {
  return new ProtocolError('invalid_request', description);
}
