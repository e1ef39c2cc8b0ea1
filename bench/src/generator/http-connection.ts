import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** An answer; the head as it came, status line first. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

interface Waiting {
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection with one request at a time. It shares two cores with the server that it loads, so it does little: no pool, no
 * header objects, no streams.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #received: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** @throws Error when the connection ends before the whole answer, or the answer cannot be read */
  send(request: string): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting) return reject(new Error('one request at a time'));
      if (this.#socket.destroyed) return reject(new Error('the connection is closed'));
      this.#waiting = { resolve, reject };
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const parsed = parseAnswer(this.#received);
    if (parsed === 'incomplete') return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (parsed instanceof Error) waiting?.reject(parsed);
    else waiting?.resolve(parsed);
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}

/** Reads an HTTP/1.1 answer with `Content-Length` or in chunks. */
export function parseAnswer(bytes: Buffer): RawAnswer | Error | 'incomplete' {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return 'incomplete';
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  if (!head.startsWith('HTTP/1.1 ') || !Number.isInteger(status)) return new Error('not an HTTP/1.1 answer');
  const bodyStart = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = bodyStart + Number(length);
    if (bytes.length < end) return 'incomplete';
    return { status, head, body: bytes.toString('utf8', bodyStart, end) };
  }
  if (status === 204 || status === 304) return { status, head, body: '' };
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const body = joinChunks(bytes, bodyStart);
    return typeof body === 'string' ? { status, head, body } : 'incomplete';
  }
  return new Error(`an answer of unknown length, status ${status}`);
}

function joinChunks(bytes: Buffer, start: number): string | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return undefined;
    if (size === 0) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

/** The text of a request. */
export function requestText(
  method: 'GET' | 'POST',
  target: string,
  options: { readonly body?: string; readonly headers?: readonly string[] } = {},
): string {
  const { body, headers = ['Content-Type: application/json'] } = options;
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', ...(body === undefined ? [] : headers)];
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
