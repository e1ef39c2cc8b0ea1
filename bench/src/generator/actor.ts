import type { HttpConnection, RawAnswer } from './http-connection.js';

/** Sends a request, notes how long it took under the name of its step, and gives the answer. */
export type Send = (step: string, request: string) => Promise<RawAnswer>;

/** A person in front of a login: makes the requests of a scenario one after the other, and checks every answer. */
export interface Actor {
  /** Before anything is measured. */
  prepare?(connection: HttpConnection): Promise<void>;
  /** @throws WrongAnswer */
  turn(send: Send): Promise<void>;
}

/** An answer that is not the right one. */
export class WrongAnswer extends Error {
  override readonly name: string = 'WrongAnswer';
  readonly status: number;

  constructor(step: string, { status, body }: RawAnswer) {
    super(`${step} was answered with ${status} ${body.slice(0, 200)}`);
    this.status = status;
  }
}

/** The body of an answer that must have `status` and be a JSON object. @throws WrongAnswer */
export function expectJson(step: string, answer: RawAnswer, status = 200): Readonly<Record<string, unknown>> {
  if (answer.status !== status) throw new WrongAnswer(step, answer);
  try {
    return JSON.parse(answer.body) as Record<string, unknown>;
  } catch {
    throw new WrongAnswer(step, answer);
  }
}
