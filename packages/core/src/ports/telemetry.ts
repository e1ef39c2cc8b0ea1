/** How a call of an interaction ended. */
export interface InteractionEnd {
  /** E.g. `sms-authentication`; `unknown` for a name that is none. */
  readonly interaction: string;
  /** `rejected`: the caller was refused; `fault`: the server, a store or a service outside failed. */
  readonly outcome: 'success' | 'rejected' | 'fault';
  /** Of a refusal or fault: a value of `detail.reason` in specification 6.2, `refused` where no event has one; empty for a success. */
  readonly reason: string;
  /** Whether the code is made and checked here, or by an outside service; absent when the call did not get as far as its configuration. */
  readonly mode?: 'internal' | 'external' | undefined;
}

/** How the sending of a one-time code ended. */
export interface SendEnd {
  readonly channel: 'sms' | 'email';
  /** `sender_type` of internal mode; the function's name in external mode. */
  readonly sender: string;
  /** `suppressed`: nothing was sent, for nobody has that destination (specification 2.6). */
  readonly result: 'sent' | 'failed' | 'suppressed';
}

/** How an outside service was, retries included. */
export interface ProviderCall {
  readonly interaction: string;
  /** As {@link SendEnd.sender}. */
  readonly sender: string;
  /** What the service answered; undefined when there was no answer, or the sender does not say. */
  readonly status: number | undefined;
  readonly outcome: 'success' | 'failure' | 'fault';
  readonly milliseconds: number;
}

/**
 * Counts what the engine does. No method is told anything of a tenant, user, number, address, code or token, so that whatever is made of
 * it stays small and may be shown to operators. Methods return at once and never throw. The engine needs none: nothing is counted then.
 */
export interface Telemetry {
  interactionEnded(end: InteractionEnd): void;
  sendEnded(end: SendEnd): void;
  providerCalled(call: ProviderCall): void;
  authorizationStarted(): void;
  /** `refused`: the completion was asked for and not granted; the transaction goes on. */
  authorizationEnded(outcome: 'completed' | 'denied' | 'refused'): void;
}
