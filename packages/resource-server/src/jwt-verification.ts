import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { checkedEndpoint } from './checked-endpoint.js';
import { TokenCheckUnavailableError, type TokenVerifier } from './token.js';

export interface JwtVerificationOptions {
  readonly issuer: string;
  /** Of this resource server: `aud` must contain one of them. */
  readonly audience: string | readonly string[];
  /** `jwks_uri` of the authorization server, https or http on loopback; or the keys themselves. */
  readonly keys: { readonly jwksUri: string } | { readonly jwks: JSONWebKeySet };
  /** Every asymmetric algorithm of JOSE by default. */
  readonly algorithms?: readonly string[];
  /** `at+jwt` by default (RFC 9068 §4), which keeps id_tokens out; false for a server that does not set it. */
  readonly type?: string | false;
  /** For `exp` and `nbf`; 5 by default. */
  readonly clockToleranceSeconds?: number;
  /** The time in milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

// No secret is shared with a resource server: a signature that it could make itself proves nothing.
const ALGORITHMS = ['RS', 'PS', 'ES'].flatMap((kind) => ['256', '384', '512'].map((size) => kind + size));

/**
 * Checks access tokens that are JWTs (RFC 9068) by their signature. A revoked token passes until it expires.
 * @throws TypeError for a `jwksUri` that cannot be used
 */
export function jwtVerification(options: JwtVerificationOptions): TokenVerifier {
  const { issuer, audience, keys, type = 'at+jwt', algorithms = [...ALGORITHMS, 'EdDSA', 'Ed25519'] } = options;
  const find: JWTVerifyGetKey =
    'jwks' in keys ? createLocalJWKSet(keys.jwks) : createRemoteJWKSet(checkedEndpoint(keys.jwksUri, 'jwksUri'));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, find, {
        issuer,
        audience: [...(typeof audience === 'string' ? [audience] : audience)],
        algorithms: [...algorithms],
        requiredClaims: ['exp'],
        clockTolerance: options.clockToleranceSeconds ?? 5,
        ...(type === false ? {} : { typ: type }),
        ...(options.now ? { currentDate: new Date(options.now()) } : {}),
      });
      return payload;
    } catch (error) {
      if (isAboutToken(error)) return undefined;
      throw new TokenCheckUnavailableError('The keys of the authorization server cannot be had', error);
    }
  };
}

/** Whatever else goes wrong concerns the keys, not the token. */
function isAboutToken(error: unknown): boolean {
  return [
    errors.JWTExpired,
    errors.JWTClaimValidationFailed,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    // It does not name its key, and more than one would do.
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => error instanceof kind);
}
