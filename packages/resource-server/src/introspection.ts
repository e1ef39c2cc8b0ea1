import { checkedEndpoint } from './checked-endpoint.js';
import { IntrospectionCache, type IntrospectionCacheOptions } from './introspection-cache.js';
import { TokenCheckUnavailableError, type TokenClaims, type TokenVerifier } from './token.js';

export interface IntrospectionOptions {
  /** `introspection_endpoint` of the authorization server; https, or http on loopback. */
  readonly endpoint: string;
  /** Of the resource server itself. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** `client_secret_basic` by default. */
  readonly clientAuthentication?: 'client_secret_basic' | 'client_secret_post';
  /** Refuses tokens of another issuer, and those that do not tell. */
  readonly issuer?: string;
  /** Refuses tokens for another audience, and those that do not tell. */
  readonly audience?: string;
  /**
   * True by default: `token_type` must be there and say Bearer. Many servers call refresh tokens active as well, and leave it out for these; only
   * say false for a server that never tells it.
   */
  readonly requireTokenType?: boolean;
  /** 5 by default. */
  readonly timeoutSeconds?: number;
  /** Nothing is remembered unless this is given. */
  readonly cache?: IntrospectionCacheOptions;
  /** In place of the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** The time in milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** Asks the authorization server about every token (RFC 7662). @throws TypeError for an endpoint that cannot be used */
export function introspection(options: IntrospectionOptions): TokenVerifier {
  const endpoint = checkedEndpoint(options.endpoint, 'endpoint').href;
  const cache = options.cache && new IntrospectionCache(options.cache);
  const now = (): number => (options.now ?? Date.now)() / 1000;
  return async (token) => {
    const known = cache?.get(token, now());
    if (known) return known;
    const claims = await ask(endpoint, token, options);
    if (!isAcceptable(claims, options)) return undefined;
    cache?.set(token, claims, now());
    return claims;
  };
}

async function ask(endpoint: string, token: string, options: IntrospectionOptions): Promise<TokenClaims> {
  const { clientId, clientSecret, clientAuthentication, timeoutSeconds = 5 } = options;
  const isPost = clientAuthentication === 'client_secret_post';
  const form = new URLSearchParams({ token, token_type_hint: 'access_token' });
  if (isPost) {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  try {
    const answer = await (options.fetch ?? fetch)(endpoint, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(isPost ? {} : { Authorization: basic(clientId, clientSecret) }),
      },
      body: form.toString(),
      // Token and secret go nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw new Error(`status ${answer.status}`);
    }
    const claims = objectIn(await answer.text());
    if (!claims) throw new Error('no JSON object');
    return claims;
  } catch (error) {
    throw new TokenCheckUnavailableError('The introspection endpoint does not answer as it should', error);
  }
}

/** The message of a parser would repeat the answer, which is about a person. */
function objectIn(text: string): TokenClaims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as TokenClaims) : undefined;
  } catch {
    return undefined;
  }
}

function isAcceptable(
  claims: TokenClaims,
  { issuer, audience, requireTokenType = true }: IntrospectionOptions,
): boolean {
  const { active, iss, aud, token_type: type } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  // DPoP and the like are no bearer tokens.
  const isBearer = typeof type === 'string' ? type.toLowerCase() === 'bearer' : !requireTokenType && type === undefined;
  return (
    active === true &&
    isBearer &&
    (issuer === undefined || iss === issuer) &&
    (audience === undefined || audiences.includes(audience))
  );
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams([['', part]]).toString().slice(1)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}
