import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  AuthenticationRequest,
  Client,
  Clock,
  Digests,
  Instant,
  ProtocolStore,
  Randomness,
  SigningKeyStore,
  Tenant,
  TenantStore,
  UserStore,
} from '@tessera/core';
import type { ProtocolEvent } from './events.js';
import type { SessionView } from './session/session-view.js';

export interface AuthorizationServerOptions {
  /** Where browsers reach the server, without a slash at the end. A tenant's issuer is `${publicUrl}/${tenantId}`. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly directory: TenantStore;
  readonly users: UserStore;
  readonly protocol: ProtocolStore;
  readonly keys: SigningKeyStore;
  readonly digests: Digests;
  readonly randomness: Randomness;
  /** Secrets that sign cookies; the first signs, all are accepted. The same on every node. */
  readonly cookieKeys: readonly string[];
  /** Redirect URIs with plain http on other hosts than loopback are accepted. */
  readonly development: boolean;
  readonly hooks: AuthorizationServerHooks;
  /** The address of the caller for events; without it that of the socket. */
  readonly ipAddressOf?: (req: IncomingMessage) => string | undefined;
}

/** What the authorization server asks of the engine. */
export interface AuthorizationServerHooks {
  /**
   * Creates the authentication transaction `transactionId` and answers where the browser goes. Binding cookies are set on `res`.
   * @throws AuthorizationRequestError to send the browser back to the client with that error
   */
  startAuthentication(command: StartCommand): Promise<{ readonly location: string }>;
  /** Asks the policy of this request whether the factors of the session satisfy it (`prompt=none`). */
  evaluateSession(command: SessionCommand): Promise<SessionVerdict>;
  /** Checks the credentials of the password grant, counters and policy included. */
  verifyPassword(command: PasswordCommand): Promise<PasswordVerdict>;
  /** Records a security event; durable when it resolves. */
  record(event: ProtocolEvent): Promise<void>;
  /** Names of all acr values in the tenant's policies, for discovery. */
  supportedAcrValues(tenantId: string): Promise<readonly string[]>;
  /** Told of a fault that the browser only saw as a redirect with `server_error`. Other faults are thrown by {@link AuthorizationServer.handle}. */
  reportFault?(fault: { readonly tenantId: string; readonly cause: unknown }): void;
}

export interface SessionCommand {
  readonly tenant: Tenant;
  readonly client: Client;
  readonly request: AuthenticationRequest;
  /** Live, of an active user. */
  readonly session: SessionView;
}

export interface StartCommand extends Omit<SessionCommand, 'session'> {
  /** 43 URL-safe characters, 256 random bits. */
  readonly transactionId: string;
  /** The live session of this browser, if any; whether it counts is for the engine to say. */
  readonly session?: SessionView;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

export type SessionVerdict =
  | {
      readonly satisfied: true;
      /** The level that the session reaches for this request. */
      readonly acr?: string;
      /** Behind the factors that count for this request, in order of first success; absent: those of the last sign-in. */
      readonly methods?: readonly string[];
      /** Left out of the grant. */
      readonly withheldScopes?: readonly string[];
    }
  | { readonly satisfied: false };

export interface PasswordCommand {
  readonly tenant: Tenant;
  readonly client: Client;
  readonly username: string;
  readonly password: string;
  readonly scopes: readonly string[];
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

export type PasswordVerdict =
  | {
      readonly kind: 'accepted';
      readonly sub: string;
      readonly methods: readonly string[];
      readonly acr?: string;
      /** Left out of the grant. */
      readonly withheldScopes?: readonly string[];
      readonly authenticatedAt: Instant;
    }
  /** `description`: one of those of specification 4.8. */
  | { readonly kind: 'refused'; readonly description: string };
