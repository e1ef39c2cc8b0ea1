import type { Clock, Instant } from '@tessera/core';

const MAX_KEPT = 1000;

/** Keeps what `ask` answered for some seconds. Callers that ask the same at the same time share one answer; a failure is not kept. */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, { readonly answer: Promise<T>; readonly until: Instant }>();
  private readonly ask: (question: string) => Promise<T>;
  private readonly clock: Clock;
  private readonly keepMilliseconds: number;

  constructor(ask: (question: string) => Promise<T>, clock: Clock, keepSeconds: number) {
    this.ask = ask;
    this.clock = clock;
    this.keepMilliseconds = keepSeconds * 1000;
  }

  get(question: string): Promise<T> {
    const now = this.clock.now();
    const found = this.kept.get(question);
    if (found && now < found.until) return found.answer;
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    const answer = this.ask(question);
    this.kept.set(question, { answer, until: now + this.keepMilliseconds });
    answer.catch(() => {
      if (this.kept.get(question)?.answer === answer) this.kept.delete(question);
    });
    return answer;
  }

  /** The next caller asks again. */
  forget(question: string): void {
    this.kept.delete(question);
  }
}
