import { request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

/** A call whose path and body go out as they are: `fetch` would resolve `..` and refuse some of the rest. */
export interface RawCall {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
}

/** Status 0 for a call that got no answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** @param timeoutMilliseconds from the beginning to the last byte of the answer */
export function sendRaw(
  url: string,
  { method, path, headers = {}, body }: RawCall,
  timeoutMilliseconds: number,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ status: 0, headers: {}, text: String(error) });
    const { hostname, port } = new URL(url);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const call = request({
      host: hostname,
      port,
      method,
      path,
      headers: { ...headers, ...length },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    call.on('error', fail);
    call.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    call.end(body);
  });
}
