/** One thing wrong with a document that was to be written. `got` never shows a secret. */
export interface Violation {
  /** JSON pointer (RFC 6901) to the place in the document. */
  readonly pointer: string;
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
}

/** Something that was accepted but that the operator should know. */
export interface Warning {
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
}
