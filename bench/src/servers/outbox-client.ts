import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A number and its code. */
export const CODE_LINE = /^(\S+) (\S+)$/;

/** Gives codes to the load generator; those of one turn of the event loop go in one write, so that a code costs its server little. */
export class OutboxClient {
  readonly #socket: Socket;
  #pending = '';

  /** @param path socket of the generator */
  constructor(path: string) {
    this.#socket = connect(path);
    // The generator may go first.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.unref();
  }

  put(to: string, code: string): void {
    if (this.#pending === '') setImmediate(() => this.#flush());
    this.#pending += `${to} ${code}\n`;
  }

  #flush(): void {
    this.#socket.write(this.#pending, 'latin1');
    this.#pending = '';
  }
}
