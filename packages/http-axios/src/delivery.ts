import type { Dispatcher } from 'undici';
import { AnswerUnusable } from './answer-unusable.js';

/** Larger answers are a fault (specification 1.7). */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** An answer that was read to its end. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; values of repeated ones as a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface DeliveryEvents {
  /** There is a socket; the request is written to it now. */
  readonly begun: () => void;
  readonly answered: (answer: RawAnswer) => void;
  /** There will be no answer. The socket may still be open. */
  readonly failed: (reason: Error) => void;
}

/** undici's view of one request: is told of its progress and reads the answer. */
export class Delivery implements Dispatcher.DispatchHandler {
  private readonly events: DeliveryEvents;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private status = 0;
  private headers: RawAnswer['headers'] = {};

  constructor(events: DeliveryEvents) {
    this.events = events;
  }

  onRequestStart(): void {
    this.events.begun();
  }

  onResponseStart(_controller: unknown, status: number, headers: RawAnswer['headers']): void {
    // 103 and the like come before the answer.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if ((headers['content-encoding'] ?? 'identity') === 'identity') return;
    this.events.failed(new AnswerUnusable('the answer is compressed, which was not asked for'));
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes <= MAX_ANSWER_BYTES) this.chunks.push(chunk);
    else this.events.failed(new AnswerUnusable(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`));
  }

  onResponseEnd(): void {
    const { status, headers, chunks } = this;
    const text = new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    this.events.answered({ status, headers, text });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.events.failed(error);
  }
}
