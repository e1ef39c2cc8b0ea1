import type { Actor, Send } from '../actor.js';
import type { HttpConnection } from '../http-connection.js';
import type { Outbox } from '../outbox.js';
import { personOf } from './population.js';
import type { Population } from './population.js';
import { challenge, challengeText, interactionPath, start, verify } from './tessera.js';

interface OpenLogin {
  readonly phoneNumber: string;
  readonly challenge: string;
  readonly verifyPath: string;
}

/** Asks for a code and proves it in one of some open logins, each of another user, in turn. */
export class PairActor implements Actor {
  readonly #population: Population;
  readonly #numbers: readonly number[];
  readonly #outbox: Outbox;
  readonly #logins: OpenLogin[] = [];
  #next = 0;

  /** @param numbers of its logins in the population */
  constructor(population: Population, numbers: readonly number[], outbox: Outbox) {
    this.#population = population;
    this.#numbers = numbers;
    this.#outbox = outbox;
  }

  async prepare(connection: HttpConnection): Promise<void> {
    for (const number of this.#numbers.slice(this.#logins.length)) {
      const { place, phoneNumber } = personOf(this.#population, number);
      const id = await start((_step, request) => connection.send(request), place);
      this.#logins.push({
        phoneNumber,
        challenge: challengeText(place, id, phoneNumber),
        verifyPath: interactionPath(place, id, 'sms-authentication'),
      });
    }
  }

  async turn(send: Send): Promise<void> {
    const login = this.#logins[this.#next % this.#logins.length];
    this.#next += 1;
    if (!login) throw new Error('prepare first');
    await challenge(send, login.challenge);
    await verify(send, login.verifyPath, await this.#outbox.take(login.phoneNumber));
  }
}

/** Asks for codes in one open login, and never proves any. */
export class ChallengeActor implements Actor {
  readonly #population: Population;
  readonly #number: number;
  #request = '';

  constructor(population: Population, number: number) {
    this.#population = population;
    this.#number = number;
  }

  async prepare(connection: HttpConnection): Promise<void> {
    const { place, phoneNumber } = personOf(this.#population, this.#number);
    const id = await start((_step, request) => connection.send(request), place);
    this.#request = challengeText(place, id, phoneNumber);
  }

  turn(send: Send): Promise<void> {
    return challenge(send, this.#request);
  }
}
