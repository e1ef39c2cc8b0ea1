/** Encrypts secrets at rest (AES-256-GCM) under keys that carry an id and rotate. Synchronous. */
export interface SecretBox {
  /** Encrypts under the current key. The result names its key and fits into a JSON string. */
  seal(plain: string): string;
  /**
   * Decrypts what {@link seal} returned, under whichever known key it names.
   * @throws TesseraError `ERR_SERVER_CONFIGURATION` when the key is unknown or the text was changed.
   */
  open(sealed: string): string;
  /** Tells whether `text` has the form that {@link seal} returns. */
  isSealed(text: string): boolean;
}
