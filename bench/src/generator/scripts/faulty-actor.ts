import { WrongAnswer } from '../actor.js';
import type { Actor, Send } from '../actor.js';
import { requestText } from '../http-connection.js';
import type { Outbox } from '../outbox.js';
import { LoginActor } from './login-actor.js';
import type { Person } from './population.js';
import { authorize, challenge, challengeText, interactionPath, start, token, verify, verifyText } from './tessera.js';

/** Logs in; every fourth time it first guesses wrong, sends rubbish and asks for what is not there. While a store is away a 503 is right too. */
export class FaultyActor implements Actor {
  readonly #person: Person;
  readonly #outbox: Outbox;
  readonly #login: LoginActor;
  #turns = 0;

  constructor(person: Person, outbox: Outbox) {
    this.#person = person;
    this.#outbox = outbox;
    this.#login = new LoginActor(person, outbox);
  }

  async turn(send: Send): Promise<void> {
    this.#turns += 1;
    this.#outbox.forget(this.#person.phoneNumber);
    try {
      if (this.#turns % 4 !== 0) await this.#login.turn(send);
      else await this.#misbehave(send);
    } catch (error) {
      if (!(error instanceof WrongAnswer && error.status === 503)) throw error;
    }
  }

  async #misbehave(send: Send): Promise<void> {
    const { place, phoneNumber } = this.#person;
    const id = await start(send, place);
    const path = interactionPath(place, id, 'sms-authentication');
    await expecting(400, send, 'no challenge', verifyText(path, '123456'));
    await challenge(send, challengeText(place, id, phoneNumber));
    const code = await this.#outbox.take(phoneNumber);
    await expecting(400, send, 'wrong code', verifyText(path, code === '000000' ? '000001' : '000000'));
    await expecting(400, send, 'rubbish', requestText('POST', path, { body: '{"verification_code":' }));
    const unknown = `${id.startsWith('x') ? 'y' : 'x'}${id.slice(1)}`;
    await expecting(404, send, 'unknown', verifyText(interactionPath(place, unknown, 'sms-authentication'), code));
    await verify(send, path, code);
    await token(send, place, await authorize(send, place, id));
  }
}

async function expecting(status: number, send: Send, step: string, request: string): Promise<void> {
  const answer = await send(step, request);
  if (answer.status !== status) throw new WrongAnswer(step, answer);
}
