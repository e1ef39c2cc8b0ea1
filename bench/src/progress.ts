/** One line that is written over, on a terminal; lines elsewhere. */
export class Progress {
  readonly #startedAt = performance.now();
  #label = '';

  /** @param label of what follows */
  begin(label: string): void {
    this.#label = label;
  }

  readonly say = (text: string): void => {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(0);
    const line = `[${seconds.padStart(4)} s] ${this.#label}: ${text}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line.slice(0, 110)}` : `${line}\n`);
  };

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
