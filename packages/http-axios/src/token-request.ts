import { isJsonObject, type OAuthAuthorization } from '@tessera/core';
import { basicClientCredentials } from './basic-credentials.js';
import { exchange, type ExchangeResult, type ExchangeTools } from './exchange.js';

/** A token as the token endpoint gave it. */
export interface IssuedToken {
  readonly kind: 'token';
  readonly accessToken: string;
  /** Undefined when the endpoint does not say. */
  readonly expiresInSeconds: number | undefined;
}

/** Why there is no token. */
export interface TokenFailure {
  readonly kind: 'fault';
  readonly fault: 'token_unreachable' | 'token_timeout' | 'token_transport' | 'token_refused';
  readonly cause: string;
}

/** Asks the token endpoint for an access token (RFC 6749 §4.3, §4.4; specification 1.8). Never rejects. */
export async function requestToken(
  tools: ExchangeTools,
  oauth: OAuthAuthorization,
  limitMilliseconds: number,
): Promise<IssuedToken | TokenFailure> {
  if (!URL.canParse(oauth.tokenEndpoint)) {
    return { kind: 'fault', fault: 'token_transport', cause: 'token_endpoint is not an absolute URL' };
  }
  const url = new URL(oauth.tokenEndpoint);
  const result = await exchange(tools, {
    method: 'POST',
    url,
    headers: tokenHeaders(oauth),
    body: tokenForm(oauth).toString(),
    limitMilliseconds,
  });
  return tokenOf(result, url.origin);
}

function tokenHeaders(oauth: OAuthAuthorization): Record<string, string> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
  if (oauth.clientAuthenticationType !== 'client_secret_basic') return headers;
  return { ...headers, Authorization: basicClientCredentials(oauth.clientId, oauth.clientSecret ?? '') };
}

function tokenForm(oauth: OAuthAuthorization): URLSearchParams {
  const form = new URLSearchParams({ grant_type: oauth.type });
  if (oauth.clientAuthenticationType !== 'client_secret_basic') form.set('client_id', oauth.clientId);
  if (oauth.clientAuthenticationType === 'client_secret_post') form.set('client_secret', oauth.clientSecret ?? '');
  if (oauth.type === 'password') {
    form.set('username', oauth.username ?? '');
    form.set('password', oauth.password ?? '');
  }
  if (oauth.scope !== undefined) form.set('scope', oauth.scope);
  return form;
}

function tokenOf(result: ExchangeResult, origin: string): IssuedToken | TokenFailure {
  if (result.kind === 'fault') return { kind: 'fault', fault: `token_${result.fault}`, cause: result.cause };
  if (result.status < 200 || result.status > 299) return refused(`token endpoint ${origin} answered ${result.status}`);
  const answer = parsed(result.body);
  const accessToken = isJsonObject(answer) ? answer['access_token'] : undefined;
  if (!isJsonObject(answer) || typeof accessToken !== 'string' || accessToken === '') {
    return refused(`token endpoint ${origin} answered ${result.status} without an access_token`);
  }
  return { kind: 'token', accessToken, expiresInSeconds: secondsOf(answer['expires_in']) };
}

function refused(cause: string): TokenFailure {
  return { kind: 'fault', fault: 'token_refused', cause };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Some servers send `expires_in` as text. */
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
