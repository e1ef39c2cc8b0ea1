import { type Deadline, SendFailure, type Timer } from '@tessera/core';
import { SmtpEmailSender, type SmtpEmailSenderOptions } from '@tessera/email-smtp';
import { CERTIFICATE } from './certificate.js';

/** Lets a time limit end when the test says so, and remembers what was asked for. */
export class TestTimer implements Pick<Timer, 'deadline'> {
  readonly limits: number[] = [];
  private readonly controllers = new Set<AbortController>();

  deadline(milliseconds: number): Deadline {
    const controller = new AbortController();
    this.limits.push(milliseconds);
    this.controllers.add(controller);
    return { signal: controller.signal, cancel: () => this.controllers.delete(controller) };
  }

  /** Time limits that are running. */
  get running(): number {
    return this.controllers.size;
  }

  expire(): void {
    for (const controller of this.controllers) controller.abort();
  }
}

/** A sender that finds every name at the loopback address and trusts the certificate of the tests. */
export function aSender(options: Partial<SmtpEmailSenderOptions> = {}): SmtpEmailSender {
  return new SmtpEmailSender({
    resolve: async () => ['127.0.0.1'],
    timer: new TestTimer(),
    ca: CERTIFICATE,
    ...options,
  });
}

/** What the sending failed with. */
export async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const outcome: unknown = await sending.catch((error: unknown) => error);
  if (!(outcome instanceof SendFailure)) throw new Error(`expected a SendFailure, got ${String(outcome)}`);
  return outcome;
}

/** The error that Node's name service and sockets throw. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`system error ${code}`), { code });
}
