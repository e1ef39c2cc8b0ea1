/** Where lines end up. */
export interface LineOutput {
  write(lines: string): unknown;
}

const MAX_CHARACTERS = 16_384;
const MAX_MILLISECONDS = 100;

/**
 * Holds lines back for at most a tenth of a second, or until there are 16 KiB of them, so that a busy server does not make a system call for
 * each. Whoever writes to the same output past it, or ends the process, flushes first: the order of the lines stays, and none is lost unless
 * the process is killed.
 */
export class HeldLines implements LineOutput {
  private readonly output: LineOutput;
  private held = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(output: LineOutput) {
    this.output = output;
  }

  write(lines: string): void {
    this.held += lines;
    if (this.held.length >= MAX_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), MAX_MILLISECONDS).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = this.held;
    this.held = '';
    if (lines !== '') this.output.write(lines);
  }
}
