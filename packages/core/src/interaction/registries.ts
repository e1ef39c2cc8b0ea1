import { TesseraError } from '../errors/tessera-error.js';
import type { Sender } from '../ports/sender.js';
import type { AuthenticationExecutor } from './authentication-executor.js';

const NAME = /^[a-z][a-z0-9_]{1,63}$/;

/** Entries by name. Open until the engine is built. */
export class Registry<T extends { readonly name: string }> {
  private readonly kind: string;
  private readonly entries = new Map<string, T>();
  private readonly reserved: ReadonlySet<string>;
  private closed = false;

  constructor(kind: string, entries: readonly T[] = [], reserved: readonly string[] = []) {
    this.kind = kind;
    this.reserved = new Set(reserved);
    for (const entry of entries) this.register(entry);
  }

  /**
   * Adds an entry.
   * @throws TesseraError `ERR_REGISTRY_CLOSED` after start-up, `ERR_NAME_TAKEN`, `ERR_NAME_INVALID`
   */
  register(entry: T): this {
    if (this.closed)
      throw new TesseraError(
        'ERR_REGISTRY_CLOSED',
        `${this.kind} "${entry.name}" came after start-up; register it before the engine is built`,
      );
    if (!NAME.test(entry.name))
      throw new TesseraError('ERR_NAME_INVALID', `${this.kind} name "${entry.name}" does not match ${NAME.source}`);
    if (this.entries.has(entry.name) || this.reserved.has(entry.name)) {
      throw new TesseraError(
        'ERR_NAME_TAKEN',
        `${this.kind} "${entry.name}" is already registered; known: ${this.names().join(', ')}`,
      );
    }
    this.entries.set(entry.name, entry);
    return this;
  }

  find(name: string): T | undefined {
    return this.entries.get(name);
  }

  names(): readonly string[] {
    return [...this.reserved, ...this.entries.keys()];
  }

  /** From now on {@link register} throws. */
  close(): void {
    this.closed = true;
  }
}

/** Functions of `execution.function` that core brings itself. */
export const BUILT_IN_FUNCTIONS: readonly string[] = [
  'http_request',
  'http_requests',
  'no_action',
  'password_verification',
  'sms_authentication_challenge',
  'sms_authentication',
  'email_authentication_challenge',
  'email_authentication',
];

function checkExecutor(
  kind: string,
  executor: AuthenticationExecutor,
  allowed?: readonly string[],
): AuthenticationExecutor {
  if (typeof executor.validateDetails !== 'function') {
    throw new TesseraError(
      'ERR_NAME_INVALID',
      `${kind} "${executor.name}" has no validateDetails; bring the validator of its details`,
    );
  }
  const foreign = allowed && executor.interactions.find((name) => !allowed.includes(name));
  if (foreign !== undefined) {
    throw new TesseraError(
      'ERR_NAME_INVALID',
      `${kind} "${executor.name}" names interaction "${foreign}"; known: ${allowed?.join(', ')}`,
    );
  }
  return executor;
}

/** Executors for any interaction that allows custom functions. */
export class AuthenticationExecutors extends Registry<AuthenticationExecutor> {
  constructor(entries: readonly AuthenticationExecutor[] = []) {
    super('authentication executor', entries, BUILT_IN_FUNCTIONS);
  }

  override register(entry: AuthenticationExecutor): this {
    return super.register(checkExecutor('authentication executor', entry));
  }
}

/** Executors for the SMS interactions. */
export class SmsAuthenticationExecutors extends Registry<AuthenticationExecutor> {
  constructor(entries: readonly AuthenticationExecutor[] = []) {
    super('SMS authentication executor', entries, BUILT_IN_FUNCTIONS);
  }

  override register(entry: AuthenticationExecutor): this {
    return super.register(
      checkExecutor('SMS authentication executor', entry, ['sms-authentication-challenge', 'sms-authentication']),
    );
  }
}

/** Executors for the e-mail interactions. */
export class EmailAuthenticationExecutors extends Registry<AuthenticationExecutor> {
  constructor(entries: readonly AuthenticationExecutor[] = []) {
    super('e-mail authentication executor', entries, BUILT_IN_FUNCTIONS);
  }

  override register(entry: AuthenticationExecutor): this {
    return super.register(
      checkExecutor('e-mail authentication executor', entry, [
        'email-authentication-challenge',
        'email-authentication',
      ]),
    );
  }
}

/** Senders by `sender_type`. */
export class SmsSenders extends Registry<Sender> {
  constructor(entries: readonly Sender[] = []) {
    super('SMS sender', entries);
  }
}

/** Senders by `sender_type`. */
export class EmailSenders extends Registry<Sender> {
  constructor(entries: readonly Sender[] = []) {
    super('e-mail sender', entries);
  }
}
