import { expectJson, WrongAnswer } from '../actor.js';
import type { Send } from '../actor.js';
import { requestText } from '../http-connection.js';

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

/** The text of a challenge. */
export function challengeText(place: Place, id: string, phoneNumber: string): string {
  const body = JSON.stringify({ phone_number: phoneNumber, template: 'authentication' });
  return requestText('POST', interactionPath(place, id, 'sms-authentication-challenge'), { body });
}

/** `sms-authentication-challenge`. @throws WrongAnswer also when the answer shows a code */
export async function challenge(send: Send, request: string): Promise<void> {
  const answer = await send('challenge', request);
  const body = expectJson('challenge', answer);
  if (body['error'] !== undefined || 'verification_code' in body) throw new WrongAnswer('challenge', answer);
}

/** `sms-authentication` with the right code. @throws WrongAnswer */
export async function verify(send: Send, path: string, code: string): Promise<void> {
  const answer = await send('verify', verifyText(path, code));
  if (expectJson('verify', answer)['error'] !== undefined) throw new WrongAnswer('verify', answer);
}

export function verifyText(path: string, code: string): string {
  return requestText('POST', path, { body: `{"verification_code":"${code}"}` });
}

/** The end of a login at the server. @throws WrongAnswer; returns the authorization code */
export async function authorize(send: Send, place: Place, id: string): Promise<string> {
  const answer = await send('authorize', requestText('POST', interactionPath(place, id, 'authorize'), { body: '{}' }));
  const target = String(expectJson('authorize', answer)['redirect_uri']);
  const code = URL.canParse(target) ? new URL(target).searchParams.get('code') : null;
  if (!target.startsWith(place.redirectUri) || code === null) throw new WrongAnswer('authorize', answer);
  return code;
}

/** The code for tokens. @throws WrongAnswer */
export async function token(send: Send, place: Place, code: string): Promise<void> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: place.redirectUri };
  const credentials = Buffer.from(`${place.clientId}:${place.clientSecret}`).toString('base64');
  const headers = ['Content-Type: application/x-www-form-urlencoded', `Authorization: Basic ${credentials}`];
  const body = new URLSearchParams(form).toString();
  const answer = await send('token', requestText('POST', `/${place.tenantId}/v1/tokens`, { body, headers }));
  const tokens = expectJson('token', answer);
  if (typeof tokens['access_token'] !== 'string' || typeof tokens['id_token'] !== 'string')
    throw new WrongAnswer('token', answer);
}
