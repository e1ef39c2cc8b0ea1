import { TesseraError } from './tessera-error.js';
import type { Violation, Warning } from './violation.js';

/** Collects everything wrong with a document, so that it is told at once. */
export class ViolationList {
  private readonly found: Violation[] = [];
  private readonly noticed: Warning[] = [];

  add(pointer: string, message: string, expected?: string, got?: string): void {
    this.found.push({
      pointer,
      message,
      ...(expected === undefined ? {} : { expected }),
      ...(got === undefined ? {} : { got: got.length > 80 ? `${got.slice(0, 77)}...` : got }),
    });
  }

  /** Adds another validator's violations below `pointer`. */
  addBelow(pointer: string, violations: readonly Violation[]): void {
    for (const violation of violations) this.found.push({ ...violation, pointer: pointer + violation.pointer });
  }

  warn(code: string, pointer: string, message: string): void {
    this.noticed.push({ code, pointer, message });
  }

  get violations(): readonly Violation[] {
    return this.found;
  }

  get warnings(): readonly Warning[] {
    return this.noticed;
  }

  get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, if there are any */
  throwIfAny(what: string): void {
    const first = this.found[0];
    if (first) {
      throw new TesseraError('ERR_INVALID_DOCUMENT', `${what} is not valid: ${first.pointer || '/'} ${first.message}`, {
        violations: this.found,
      });
    }
  }
}
