/** Hashes passwords off the main thread. */
export interface PasswordHasher {
  /** @throws TesseraError `ERR_OVERLOADED` when too many hashes are waiting. */
  hash(password: string): Promise<string>;
  /**
   * Knows its own hashes and those of `readPasswordHash`. Tells whether the password belongs to the hash. Without a hash (unknown user) it works as long as with one and says false.
   * @throws TesseraError `ERR_OVERLOADED` when too many hashes are waiting.
   */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** True when the hash was made with another algorithm or weaker parameters than {@link hash} uses now. */
  needsRehash(hash: string): boolean;
}
