import type { Instant } from './clock.js';

/** What was issued together with an access token; names it where everything else of its user ends. */
export interface LoginReference {
  /** Undefined for a token that no session stands behind. */
  readonly sessionId?: string;
  readonly grantId: string;
  /** Of the access token, as it is stored. */
  readonly tokenId: string;
}

/** A one-time code that was entered in the very sign-in that an access token comes from. Serves once. */
export interface CodeProof {
  /** When the code was entered. */
  readonly at: Instant;
  /**
   * Uses it up. Exactly one of any number of parallel callers is told true.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  take(): Promise<boolean>;
}

/** The access token of a user who minds its own account, as the protocol layer has verified it: alive, and its user active. */
export interface OwnToken {
  readonly sub: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Absent where nothing of it can be spared: then everything ends. */
  readonly login?: LoginReference;
  /** Only with the scope `password:reset`; absent once it was used. */
  readonly codeProof?: CodeProof;
}

/** With this scope, and a code entered in the same sign-in, a user sets a new password without the old one. */
export const PASSWORD_RESET_SCOPE = 'password:reset';
/** A code older than this no longer allows a reset. */
export const PASSWORD_RESET_PROOF_SECONDS = 600;
