import type { JsonObject } from '../json/json.js';
import type { ConfigurationType, VerificationMode } from '../configuration/authentication-configuration.js';
import type {
  AuthenticationMethod,
  AuthenticationState,
  OperationType,
  PolicyReference,
} from '../policy/authentication-policy.js';
import type { SealedCode } from '../ports/code-vault.js';
import type { Instant } from '../ports/clock.js';
import type { User } from '../user/user.js';

export type Channel = 'sms' | 'email';

/**
 * The server-side state of one authorization: plain JSON data, replaced as a whole with each write.
 * Holds personal data; a store that writes it outside the process encrypts it.
 */
export interface TransactionSnapshot {
  readonly id: string;
  readonly tenantId: string;
  /** Grows by one with each write; the store sets it. */
  readonly revision: number;
  readonly flow: 'oauth';
  readonly clientId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly request: AuthenticationRequest;
  readonly policy: PolicyReference;
  /** The versions this login began with. */
  readonly configurations: Partial<Record<ConfigurationType, { readonly id: string; readonly version: number }>>;
  /** SHA-256 (hex) of the browser's secret; see specification 4.4. */
  readonly bindingHash: string;
  readonly state: AuthenticationState;
  readonly cancelled: boolean;
  readonly results: Readonly<Record<string, InteractionResult>>;
  readonly user?: BoundUser | undefined;
  /** SSO session this login began with, when its factors were carried over; stays when they no longer count. */
  readonly sessionId?: string | undefined;
  /** SSO session of the browser at the start that the request, or the age of its factors, kept from counting. */
  readonly ignoredSessionId?: string | undefined;
  readonly challenges: Partial<Readonly<Record<Channel, Challenge | undefined>>>;
  /** Rows of `http_request_store`, by key. */
  readonly rows: Readonly<Record<string, JsonObject>>;
  /** Wrong codes of SMS and e-mail together; no resend refills it. */
  readonly guessesSpent: number;
  readonly sends: Partial<Readonly<Record<Channel, SendRecord | undefined>>>;
  /** Set by the call that finishes; from then on the transaction is gone for everybody else. */
  readonly takenBy?: string | undefined;
  /** Users that all failing calls of this transaction named, while nobody was bound; more than one locks nobody. */
  readonly failedUserIds: readonly string[];
}

/** The authorization request, as far as authentication is concerned. */
export interface AuthenticationRequest {
  readonly scopes: readonly string[];
  readonly acrValues: readonly string[];
  /** One of `acrValues` must be reached even where the policy has no rule for any of them (OpenID Connect Core §5.5.1.1). */
  readonly acrEssential?: boolean;
  readonly prompt: readonly string[];
  readonly maxAge?: number;
  readonly loginHint?: string;
  readonly uiLocales: readonly string[];
  readonly redirectUri: string;
}

export interface InteractionResult {
  readonly operationType: OperationType;
  readonly method: AuthenticationMethod | 'cancel';
  readonly callCount: number;
  readonly successCount: number;
  readonly failureCount: number;
  /** Of the last call. */
  readonly interactionTime: Instant;
  /** Of the first and the last success. */
  readonly firstSuccessAt?: Instant | undefined;
  readonly lastSuccessAt?: Instant | undefined;
  readonly carriedOver: boolean;
}

/** The user of this login. Users are written only when the login completes. */
export interface BoundUser {
  readonly sub: string;
  /** A user made by this login, to be stored when it completes. */
  readonly registration?: User;
  /** Changes to a stored user, to be written when the login completes. */
  readonly pending: {
    readonly phoneNumber?: string;
    readonly phoneNumberVerified?: boolean;
    readonly email?: string;
    readonly emailVerified?: boolean;
    readonly claims?: JsonObject;
    readonly customProperties?: JsonObject;
  };
  /** The number and address that codes of this login proved: what is stored by then may be another. */
  readonly proven?: { readonly phoneNumber?: string; readonly email?: string };
  /** Bound by the SSO session alone: another user's password replaces it. */
  readonly carriedOver: boolean;
}

/** For whom a code was sent. */
export type ChallengeSubject =
  /** The bound user's own destination. */
  | { readonly kind: 'bound'; readonly sub: string }
  /** The bound user enrols this destination. */
  | { readonly kind: 'enrol'; readonly sub: string }
  /** Nobody bound; this user owns the destination. */
  | { readonly kind: 'known'; readonly sub: string }
  /** Nobody bound; several users own it. */
  | { readonly kind: 'ambiguous' }
  /** Nobody bound, nobody owns it, registration allowed. */
  | { readonly kind: 'register' }
  /** Nobody owns it; nothing was sent and no code will ever match. */
  | { readonly kind: 'unknown' };

/** A code that was sent, or is being sent. */
export interface Challenge {
  readonly id: string;
  readonly channel: Channel;
  readonly mode: VerificationMode;
  /** `sending`: stored, but not usable until the message is out. */
  readonly status: 'sending' | 'pending';
  readonly subject: ChallengeSubject;
  /** E.164 number or e-mail address. */
  readonly destination: string;
  readonly template: string;
  /** Internal mode. */
  readonly sealedCode?: SealedCode | undefined;
  /** Only with code exposure. */
  readonly exposedCode?: string | undefined;
  readonly attemptsUsed: number;
  readonly attemptLimit: number;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** What was sent over one channel in this transaction. */
export interface SendRecord {
  readonly count: number;
  readonly lastSentAt?: Instant | undefined;
  /** A send that is under way; the same request again waits for it instead of sending twice. */
  readonly running?: RunningSend | undefined;
  /** The last answered request: its answer is given again to the same request that waited for it, or came right after it. */
  readonly last?: AnsweredSend | undefined;
}

export interface RunningSend {
  readonly fingerprint: string;
  readonly challengeId: string;
  readonly until: Instant;
}

export interface AnsweredSend {
  readonly fingerprint: string;
  readonly challengeId: string;
  readonly answer: { readonly status: number; readonly body: JsonObject };
  readonly at: Instant;
}
