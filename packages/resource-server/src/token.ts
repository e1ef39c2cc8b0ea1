/** What is known of a valid access token: the members of an introspection answer (RFC 7662 §2.2), or the claims of a JWT. */
export interface TokenClaims {
  readonly iss?: string;
  readonly sub?: string;
  readonly client_id?: string;
  /** Space-separated. */
  readonly scope?: string;
  /** How the user signed in (RFC 9470 §6). */
  readonly acr?: string;
  /** When the user signed in, in seconds since 1970 (RFC 9470 §6). */
  readonly auth_time?: number;
  /** In seconds since 1970. */
  readonly exp?: number;
  readonly [name: string]: unknown;
}

/**
 * Finds out about a token that a request has brought. Undefined: not valid here, whatever the reason.
 * @throws TokenCheckUnavailableError when that cannot be found out now
 */
export type TokenVerifier = (token: string) => Promise<TokenClaims | undefined>;

/** Whether a token is valid cannot be found out. `status` makes Express answer 503; the cause is for the log. */
export class TokenCheckUnavailableError extends Error {
  override readonly name: string = 'TokenCheckUnavailableError';
  readonly status: number = 503;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
