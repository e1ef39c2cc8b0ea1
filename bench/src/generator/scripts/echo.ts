import { WrongAnswer } from '../actor.js';
import type { Actor } from '../actor.js';
import { requestText } from '../http-connection.js';

/** Posts JSON of the size of a challenge, and wants it back. */
export function echoActor(index: number): Actor {
  const body = JSON.stringify({ phone_number: phoneOf(index), template: 'authentication' });
  const request = requestText('POST', '/echo', { body });
  return {
    turn: async (send) => {
      const answer = await send('echo', request);
      if (answer.status !== 200 || answer.body !== body) throw new WrongAnswer('echo', answer);
    },
  };
}

/** A number of its own for each person. */
export function phoneOf(index: number): string {
  return `+8190${String(10_000_000 + index)}`;
}
