/** What a one-time code is bound to; a code of another place never matches. */
export interface CodeScope {
  readonly tenantId: string;
  readonly transactionId: string;
  readonly challengeId: string;
}

/** A code that can be checked but not read. */
export interface SealedCode {
  readonly keyId: string;
  readonly digest: string;
}

/** Keeps one-time codes as HMAC-SHA-256 under a server-side pepper. Synchronous: it runs inside a transition. */
export interface CodeVault {
  /** Seals with the current key. */
  seal(scope: CodeScope, code: string): SealedCode;
  /** Constant-time comparison under the key that sealed it; false when that key is no longer known. */
  matches(scope: CodeScope, sealed: SealedCode, guess: string): boolean;
}
