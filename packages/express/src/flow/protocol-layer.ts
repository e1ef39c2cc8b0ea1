import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CompletedAuthentication, OwnToken } from '@tessera/core';

/** The end of a login as the protocol layer sees it. */
export type ProtocolFinish =
  | { readonly kind: 'redirect'; readonly redirectUri: string; readonly error?: string }
  | { readonly kind: 'refused'; readonly status: number; readonly error: string; readonly description: string };

export interface ProtocolCall {
  readonly tenantId: string;
  readonly transactionId: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Whose access token a request carries. */
export type BearerToken =
  | (OwnToken & { readonly kind: 'user' })
  | { readonly kind: 'client'; readonly clientId: string; readonly scopes: readonly string[] };

/** OAuth 2.0 / OpenID Connect, as the routers need it; `AuthorizationServer` of `@tessera/oidc` is one. */
export interface ProtocolLayer {
  /** Answers a protocol route; the body must be unread. */
  handle(tenantId: string, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Issues the code; writes nothing but the session's cookie. */
  finish(
    input: ProtocolCall & {
      readonly login: CompletedAuthentication['login'];
      readonly deniedScopes?: readonly string[];
    },
  ): Promise<ProtocolFinish>;
  deny(input: ProtocolCall): Promise<ProtocolFinish>;
  /** Undefined for anything but a living access token of this tenant. */
  verifyBearer(tenantId: string, token: string): Promise<BearerToken | undefined>;
}
