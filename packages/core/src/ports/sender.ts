import type { Violation } from '../errors/violation.js';
import type { JsonObject } from '../json/json.js';
import type { AbortSignalLike } from './clock.js';
import type { HttpClient } from './http-client.js';

/** A message with a code, ready to go out. */
export interface OutboundMessage {
  readonly tenantId: string;
  /** E.164 number or e-mail address. */
  readonly to: string;
  /** E-mail only. */
  readonly from?: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly body: string;
  readonly code: string;
  readonly expiresInSeconds: number;
  /** `details.settings`, secrets in clear. */
  readonly settings: JsonObject;
  /** Aborts at the time limit; never for a sender that {@link Sender.isImmediate}. */
  readonly signal: AbortSignalLike;
  /** The guarded client; the only way a sender should reach the network over HTTP. */
  readonly http: HttpClient;
}

/** Why a message did not go out. */
export type SendFailureKind = 'unreachable' | 'timeout' | 'transport' | 'token_refused' | 'rejected';

/** Rejection of {@link Sender.send}. The message is for operators and holds neither code nor destination. */
export class SendFailure extends Error {
  override readonly name: string = 'SendFailure';
  readonly kind: SendFailureKind;
  /** The provider's own code for the failure, e.g. Twilio's `21211`. */
  readonly providerCode: string | undefined;
  readonly providerStatus: number | undefined;

  constructor(
    kind: SendFailureKind,
    message: string,
    provider: { readonly code?: string | undefined; readonly status?: number | undefined } = {},
  ) {
    super(message);
    this.kind = kind;
    this.providerCode = provider.code;
    this.providerStatus = provider.status;
  }
}

/** Delivers messages over one technology. Does not retry by itself. */
export interface Sender {
  /** `sender_type` in configurations: `^[a-z][a-z0-9_]{1,63}$`. */
  readonly name: string;
  /** Dotted paths inside `settings` that are write-only and stored encrypted, e.g. `auth_token`. */
  readonly secretPaths: readonly string[];
  /** Everything wrong with `settings`; pointers relative to it. */
  validateSettings(settings: JsonObject): readonly Violation[];
  /**
   * Set by senders that hand a message on within the process: they do no I/O, wait for nothing and never fail. A challenge is then reserved and
   * recorded as sent in one commit, right before `send` is called, and no time limit runs. One that rejects all the same is treated as any
   * other: its code is void, and its failure is recorded, after the success.
   */
  readonly isImmediate?: boolean;
  /** @throws SendFailure anything else thrown counts as `transport` */
  send(message: OutboundMessage): Promise<void>;
}

/** Sends text messages. */
export type SmsSender = Sender;

/** Sends e-mail. */
export type EmailSender = Sender;
