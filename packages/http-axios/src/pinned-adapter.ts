import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Destination } from './destination-guard.js';
import type { Limits } from './limits.js';
import { openPinned, type PinnedAgents } from './pinned-agents.js';

/** Larger answers are a fault (specification 1.7). */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** An answer that was there and could not be used. The message is for the operator and holds nothing of it. */
export class AnswerUnusable extends Error {
  override readonly name: string = 'AnswerUnusable';
}

export interface PinnedCall {
  readonly agents: PinnedAgents;
  readonly destination: Destination;
  readonly url: URL;
  readonly limits: Limits;
}

/**
 * The last step of a request in axios, in place of its own Node adapter. It connects to the checked addresses only, knows neither proxy nor
 * redirect, and takes little more than half of the time: axios's own sets socket options on every call and writes head and body apart.
 */
export function pinnedAdapter(call: PinnedCall): AxiosAdapter {
  return (config) =>
    new Promise((resolve, reject) => {
      const request = open(call, config);
      call.limits.onTimeOver((reason) => {
        reject(reason);
        request.destroy();
      });
      // Not once: a destroyed request may tell of more than one error, and one that nobody hears ends the process.
      request.on('error', reject);
      request.once('response', (response) => collect(request, response, { config, resolve, reject }));
      request.end(config.data);
    });
}

function open({ agents, destination, url, limits }: PinnedCall, config: InternalAxiosRequestConfig): ClientRequest {
  const { headers } = config;
  const body: unknown = config.data;
  // Node frames a body of DELETE only with this.
  if (typeof body === 'string') headers.set('Content-Length', String(Buffer.byteLength(body)));
  const request = openPinned(agents, destination, url, {
    method: config.method?.toUpperCase(),
    headers: headers.toJSON(),
  });
  request.once('socket', (socket) => {
    if (request.reusedSocket) limits.connected();
    else socket.once((socket as Partial<TLSSocket>).encrypted ? 'secureConnect' : 'connect', () => limits.connected());
  });
  return request;
}

interface Settle {
  readonly config: InternalAxiosRequestConfig;
  readonly resolve: (response: AxiosResponse<string>) => void;
  readonly reject: (reason: Error) => void;
}

function collect(request: ClientRequest, response: IncomingMessage, { config, resolve, reject }: Settle): void {
  const refuse = (why: string): void => {
    reject(new AnswerUnusable(why));
    request.destroy();
  };
  // An answer that breaks off ends in an error, never in `end`.
  response.on('error', reject);
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    refuse('the answer is compressed, which was not asked for');
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) refuse(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
  });
  response.once('end', () => {
    const data = new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    const { statusCode: status = 0, statusMessage: statusText = '', headers } = response;
    resolve({ data, status, statusText, headers: headers as Record<string, string>, config });
  });
}
