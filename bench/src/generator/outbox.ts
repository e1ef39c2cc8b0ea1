import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { CODE_LINE } from '../servers/outbox-client.js';

/** Codes that servers have "sent": what a telephone is to a person. They arrive over a socket, not in HTTP answers. */
export class Outbox {
  readonly #server: Server;
  readonly #codes = new Map<string, string>();
  readonly #waiting = new Map<string, (code: string) => void>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      let rest = '';
      socket.on('error', () => socket.destroy());
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#deliver(line);
      });
    });
  }

  static open(path: string): Promise<Outbox> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(path, () => resolve(new Outbox(server)));
    });
  }

  /** The next code for a number: one that has arrived, or the next that will. @throws Error after five seconds */
  take(to: string): Promise<string> | string {
    const code = this.#codes.get(to);
    if (code !== undefined) {
      this.#codes.delete(to);
      return code;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no code within five seconds')), 5000);
      this.#waiting.set(to, (arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
    });
  }

  /** Drops a code that nobody has asked for. */
  forget(to: string): void {
    this.#codes.delete(to);
  }

  close(): void {
    this.#server.close();
  }

  #deliver(line: string): void {
    const [, to = '', code = ''] = CODE_LINE.exec(line) ?? [];
    const waiting = this.#waiting.get(to);
    if (!waiting) return void this.#codes.set(to, code);
    this.#waiting.delete(to);
    waiting(code);
  }
}
