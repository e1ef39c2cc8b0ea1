import { Axios } from 'axios';
import type { Clock, Digests, HttpClient, OutboundRequest, OutboundResult, TokenCache } from '@tessera/core';
import { basicCredentials } from './basic-credentials.js';
import { DestinationGuard, type DestinationGuardOptions } from './destination-guard.js';
import { exchange, type ExchangeTools } from './exchange.js';
import { hmacHeaders } from './hmac-signature.js';
import { PinnedClients, type TlsSettings } from './pinned-clients.js';
import { TokenSource } from './token-source.js';

/** Specification 1.7. */
const MAX_CONNECT_MILLISECONDS = 5000;

export interface AxiosHttpClientOptions {
  readonly clock: Clock;
  readonly digests: Pick<Digests, 'sha256Hex'>;
  readonly tokenCache: TokenCache;
  readonly guard?: DestinationGuardOptions;
  readonly tls?: TlsSettings;
  /** Sent as `User-Agent` unless the configuration sets one; `Tessera` by default. */
  readonly userAgent?: string;
  /** Limit of name service, connecting and TLS together; 5000 by default and at most (specification 1.7). */
  readonly connectTimeoutMilliseconds?: number;
}

/** `HttpClient` on axios: pooled sockets, hard limits, checked destinations, and no error of axios ever leaves it. */
export class AxiosHttpClient implements HttpClient {
  private readonly clock: Clock;
  private readonly tools: ExchangeTools;
  private readonly tokens: TokenSource;

  /** @throws RangeError when an option of the guard is malformed */
  constructor(options: AxiosHttpClientOptions) {
    const { clock, digests, tokenCache } = options;
    this.clock = clock;
    const connectMilliseconds = Math.min(
      options.connectTimeoutMilliseconds ?? MAX_CONNECT_MILLISECONDS,
      MAX_CONNECT_MILLISECONDS,
    );
    this.tools = {
      // Not `axios.create()`: this one has none of axios's defaults, so that bodies stay text and every status is an answer.
      axios: new Axios(),
      clients: new PinnedClients({ connectMilliseconds, tls: options.tls }),
      guard: new DestinationGuard(clock, options.guard),
      connectMilliseconds,
      userAgent: options.userAgent ?? 'Tessera',
    };
    this.tokens = new TokenSource({ ...this.tools, clock, digests, tokenCache });
  }

  async send(request: OutboundRequest): Promise<OutboundResult> {
    const url = parsed(request.url);
    if (!url) return { kind: 'fault', fault: 'transport', cause: 'the URL is not absolute' };
    const { authentication } = request;
    switch (authentication.type) {
      case 'none':
        return this.attempt(request, url, {});
      case 'basic':
        return this.attempt(request, url, {
          Authorization: basicCredentials(authentication.username, authentication.password),
        });
      case 'hmac_sha256': {
        const signable = { method: request.method, url, body: request.body ?? '' };
        return this.attempt(request, url, hmacHeaders(authentication.hmac, signable, this.clock.now()));
      }
      case 'oauth2':
        return this.sendWithToken(request, url, { ...request, oauth: authentication.oauth });
    }
  }

  /** Closes idle and busy sockets. Calls that are under way end in a fault. */
  close(): void {
    this.tools.clients.close();
  }

  private async sendWithToken(
    request: OutboundRequest,
    url: URL,
    need: Parameters<TokenSource['acquire']>[0],
  ): Promise<OutboundResult> {
    const token = await this.tokens.acquire(need);
    if (token.kind === 'fault') return token;
    const result = await this.attempt(request, url, bearer(token.accessToken));
    // Only a token from the cache may have been revoked since; a 401 to a fresh one is the answer (specification 1.8).
    if (!token.isCached || result.kind === 'fault' || result.status !== 401) return result;
    const replacement = await this.tokens.acquire(need, token.accessToken);
    if (replacement.kind === 'fault') return replacement;
    return this.attempt(request, url, bearer(replacement.accessToken));
  }

  private attempt(request: OutboundRequest, url: URL, credentials: Record<string, string>): Promise<OutboundResult> {
    return exchange(this.tools, {
      method: request.method,
      url,
      headers: withCredentials(request.headers, credentials),
      body: request.method === 'GET' ? undefined : request.body,
      limitMilliseconds: Math.min(request.timeoutSeconds * 1000, request.deadline - this.clock.now()),
    });
  }
}

/** In one go: `canParse` and the constructor would each read the whole of it. */
function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** Credentials win over mapped headers of the same name, whatever its case. */
function withCredentials(
  headers: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (Object.keys(credentials).length === 0) return headers;
  const taken = new Set(Object.keys(credentials).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...credentials };
}
