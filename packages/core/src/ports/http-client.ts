import type { Instant } from './clock.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** How a call proves who is calling. Secrets are in clear here and must not be logged. */
export type OutboundAuthentication =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'hmac_sha256'; readonly hmac: HmacAuthentication }
  | { readonly type: 'oauth2'; readonly oauth: OAuthAuthorization };

/** HMAC-SHA-256 request signing, specification 1.9. */
export interface HmacAuthentication {
  readonly apiKey: string;
  readonly secret: string;
  readonly signingFields: readonly ('method' | 'path' | 'timestamp' | 'body')[];
  readonly apiKeyHeader: string;
  readonly timestampHeader: string;
  readonly signatureHeader: string;
  /** With placeholders `{signature}`, `{api_key}`, `{timestamp}`. */
  readonly signatureFormat: string;
  readonly signatureEncoding: 'base64url' | 'hex' | 'base64';
}

/** OAuth 2.0 for the outbound call, specification 1.8. */
export interface OAuthAuthorization {
  readonly type: 'password' | 'client_credentials';
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly clientAuthenticationType: 'client_secret_post' | 'client_secret_basic' | 'none';
  readonly username?: string;
  readonly password?: string;
  readonly scope?: string;
  readonly cacheEnabled: boolean;
  readonly cacheTtlSeconds: number;
  readonly cacheBufferSeconds: number;
}

export interface OutboundRequest {
  readonly tenantId: string;
  readonly method: HttpMethod;
  /** Absolute, placeholders filled, query included. */
  readonly url: string;
  /** Names as they are to be sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the body as text; absent on GET. */
  readonly body?: string;
  readonly authentication: OutboundAuthentication;
  /** Limit of one attempt. */
  readonly timeoutSeconds: number;
  /** No attempt, token call included, goes on past this instant. */
  readonly deadline: Instant;
}

/** Why there was no answer. `token_*`: the token endpoint, not the service itself. */
export type OutboundFault =
  'unreachable' | 'timeout' | 'transport' | 'token_unreachable' | 'token_timeout' | 'token_transport' | 'token_refused';

export type OutboundResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Names in lower case; repeated headers joined with a comma. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | {
      readonly kind: 'fault';
      readonly fault: OutboundFault;
      /** For the log and the operator; holds no secret and nothing of the body. */
      readonly cause: string;
    };

/**
 * One authenticated outbound HTTP call. Never follows redirects, reads at most 1 MiB, resolves the host once, refuses denied destinations
 * (`transport`), fetches and caches tokens and repeats a call once when a cached token is answered 401. Never throws for what the network does.
 */
export interface HttpClient {
  send(request: OutboundRequest): Promise<OutboundResult>;
}
