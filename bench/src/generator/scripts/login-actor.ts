import type { Actor, Send } from '../actor.js';
import type { Outbox } from '../outbox.js';
import type { Person } from './population.js';
import { authorize, challenge, challengeText, interactionPath, start, token, verify } from './tessera.js';

/** The steps of a whole login, in order. */
export const LOGIN_STEPS = ['start', 'challenge', 'verify', 'authorize', 'token'] as const;

export type LoginStep = (typeof LOGIN_STEPS)[number];

/** Logs in from the start to the tokens: all steps a turn, or one step at a time. */
export class LoginActor implements Actor {
  readonly #person: Person;
  readonly #outbox: Outbox;
  #id = '';
  #code = '';

  constructor(person: Person, outbox: Outbox) {
    this.#person = person;
    this.#outbox = outbox;
  }

  async turn(send: Send): Promise<void> {
    for (const step of LOGIN_STEPS) await this.step(step, send);
  }

  /** @throws WrongAnswer */
  async step(step: LoginStep, send: Send): Promise<void> {
    const { place, phoneNumber } = this.#person;
    switch (step) {
      case 'start':
        this.#id = await start(send, place);
        return;
      case 'challenge':
        return challenge(send, challengeText(place, this.#id, phoneNumber));
      case 'verify':
        return verify(
          send,
          interactionPath(place, this.#id, 'sms-authentication'),
          await this.#outbox.take(phoneNumber),
        );
      case 'authorize':
        this.#code = await authorize(send, place, this.#id);
        return;
      case 'token':
        return token(send, place, this.#code);
    }
  }
}
