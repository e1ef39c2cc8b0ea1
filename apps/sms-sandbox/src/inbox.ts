import { randomUUID } from 'node:crypto';
import type { Channel } from './channel.js';
import type { SandboxClock } from './clock.js';
import { CODE_LIFETIME_SECONDS, type Verification } from './verifications.js';

/** A message as the phone or mailbox shows it. */
export interface SandboxMessage {
  readonly id: string;
  readonly channel: Channel;
  readonly to: string;
  readonly template: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly sent_at: string;
}

const OPENINGS: ReadonlyMap<string, string> = new Map([
  ['registration', 'Welcome! Your sign-up code is'],
  ['authentication', 'Your sign-in code is'],
]);

/** The messages that were "sent", newest first. Keeps the last `capacity`. */
export class Inbox {
  readonly #clock: SandboxClock;
  readonly #capacity: number;
  #messages: readonly SandboxMessage[] = [];

  constructor(clock: SandboxClock, capacity: number) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  deliver(verification: Verification, template: string): void {
    const opening = OPENINGS.get(template) ?? 'Your verification code is';
    const message: SandboxMessage = {
      id: randomUUID(),
      channel: verification.channel,
      to: verification.destination,
      template,
      text: `${opening} ${verification.code}. It expires in ${String(CODE_LIFETIME_SECONDS / 60)} minutes.`,
      sent_at: new Date(this.#clock.now()).toISOString(),
    };
    this.#messages = [message, ...this.#messages.slice(0, this.#capacity - 1)];
  }

  list(): readonly SandboxMessage[] {
    return this.#messages;
  }

  clear(): void {
    this.#messages = [];
  }
}
