import { expectJson, WrongAnswer } from '../actor.js';
import type { Actor, Send } from '../actor.js';
import { requestText } from '../http-connection.js';
import type { HttpConnection } from '../http-connection.js';
import type { Outbox } from '../outbox.js';
import { phoneOf } from './echo.js';

/** Where a login happens. */
export interface Place {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** The start of a login. @throws WrongAnswer; returns the id of the transaction */
export async function start(send: Send, { tenantId, clientId, redirectUri }: Place): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'a-state',
  });
  const answer = await send('start', requestText('GET', `/${tenantId}/v1/authorizations?${query.toString()}`));
  const id = /\r\nlocation: [^\r]*[?&]id=([\w-]+)/i.exec(answer.head)?.[1];
  if (answer.status !== 302 || id === undefined) throw new WrongAnswer('start', answer);
  return id;
}

/** Path of an interaction. */
export function interactionPath({ tenantId }: Place, id: string, name: string): string {
  return `/${tenantId}/v1/authorizations/${id}/${name}`;
}

/** `sms-authentication-challenge`. @throws WrongAnswer */
export async function challenge(send: Send, request: string): Promise<void> {
  const answer = await send('challenge', request);
  const body = expectJson('challenge', answer);
  if (body['error'] !== undefined || 'verification_code' in body) throw new WrongAnswer('challenge', answer);
}

/** `sms-authentication`. @throws WrongAnswer */
export async function verify(send: Send, path: string, code: string): Promise<void> {
  const answer = await send('verify', requestText('POST', path, { body: `{"verification_code":"${code}"}` }));
  const body = expectJson('verify', answer);
  if (body['error'] !== undefined) throw new WrongAnswer('verify', answer);
}

/** The text of a challenge. */
export function challengeText(place: Place, id: string, phoneNumber: string): string {
  const body = JSON.stringify({ phone_number: phoneNumber, template: 'authentication' });
  return requestText('POST', interactionPath(place, id, 'sms-authentication-challenge'), { body });
}

const TRANSACTIONS_EACH = 4;

/** A user with some open logins who asks for a code and proves it, again and again. */
export class PairActor implements Actor {
  readonly #phone: string;
  readonly #place: Place;
  readonly #outbox: Outbox;
  readonly #logins: { readonly challenge: string; readonly verifyPath: string }[] = [];
  #next = 0;

  constructor(index: number, place: Place, outbox: Outbox) {
    this.#phone = phoneOf(index);
    this.#place = place;
    this.#outbox = outbox;
  }

  async prepare(connection: HttpConnection): Promise<void> {
    for (let count = 0; count < TRANSACTIONS_EACH; count += 1) {
      const id = await start((_step, request) => connection.send(request), this.#place);
      this.#logins.push({
        challenge: challengeText(this.#place, id, this.#phone),
        verifyPath: interactionPath(this.#place, id, 'sms-authentication'),
      });
    }
  }

  async turn(send: Send): Promise<void> {
    const login = this.#logins[this.#next % this.#logins.length];
    this.#next += 1;
    if (!login) throw new Error('prepare first');
    await challenge(send, login.challenge);
    await verify(send, login.verifyPath, await this.#outbox.take(this.#phone));
  }
}

/** A user who asks for codes and never proves one. */
export class ChallengeActor implements Actor {
  readonly #index: number;
  readonly #place: Place;
  #request = '';

  constructor(index: number, place: Place) {
    this.#index = index;
    this.#place = place;
  }

  async prepare(connection: HttpConnection): Promise<void> {
    const id = await start((_step, request) => connection.send(request), this.#place);
    this.#request = challengeText(this.#place, id, phoneOf(this.#index));
  }

  turn(send: Send): Promise<void> {
    return challenge(send, this.#request);
  }
}
