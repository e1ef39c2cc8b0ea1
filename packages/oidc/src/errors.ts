/** Thrown by {@link AuthorizationServerHooks.startAuthentication}: the browser is sent back to the client with this error. */
export class AuthorizationRequestError extends Error {
  override readonly name: string = 'AuthorizationRequestError';
  /** An `error` of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6, e.g. `invalid_request`. */
  readonly error: string;
  /** Short text for the client's developer. */
  readonly description: string;

  constructor(error: string, description: string) {
    super(`${error}: ${description}`);
    this.error = error;
    this.description = description;
  }
}
