import {
  type Clock,
  type HttpRequestDefinition,
  HttpRequestExecutor,
  isJsonObject,
  type JsonObject,
  type OutboundMessage,
  pointerTo,
  type Randomness,
  type Sender,
  SendFailure,
  type Timer,
  type Violation,
  ViolationList,
} from '@tessera/core';
import { failureOf } from './send-outcome.js';

/** All outbound calls of one message together take at most this long (specification 1.7). */
const TOTAL_MILLISECONDS = 60_000;

/** Checks and compiles an `http_request` document: adds what is wrong with it to `violations`, below `pointer`. Undefined only with violations. */
export type CompileHttpRequest = (
  document: JsonObject,
  pointer: string,
  violations: ViolationList,
) => HttpRequestDefinition | undefined;

export interface HttpSmsSenderOptions {
  readonly compile: CompileHttpRequest;
  readonly clock: Clock;
  /** Waits between retries, where `retry_configuration` asks for them. */
  readonly timer: Pick<Timer, 'sleep'>;
  /** For idempotency keys. */
  readonly randomness: Randomness;
  /** Name under which it is registered; `http_request` by default. */
  readonly name?: string;
}

/**
 * Text messages through any HTTP API that a configuration describes: `settings.http_request` (specification 1.7) with the roots
 * `$.request_body.to` and `$.request_body.body` (2.14). The engine runs `sender_type` `http_request` by itself; this class is for hosts that send
 * outside a login, and for a second name of the same technology.
 */
export class HttpSmsSender implements Sender {
  readonly name: string;
  readonly secretPaths: readonly string[] = [
    'http_request.basic_authentication.password',
    'http_request.hmac_authentication.secret',
    'http_request.oauth_authorization.client_secret',
    'http_request.oauth_authorization.password',
  ];
  private readonly options: HttpSmsSenderOptions;
  /** Settings belong to a compiled configuration and stay the same object while it is in force. */
  private readonly compiled = new WeakMap<JsonObject, HttpRequestDefinition>();

  constructor(options: HttpSmsSenderOptions) {
    this.name = options.name ?? 'http_request';
    this.options = options;
  }

  /** Exactly one setting, `http_request`; everything that `compile` finds wrong with it is told. */
  validateSettings(settings: JsonObject): readonly Violation[] {
    const found = new ViolationList();
    this.compile(settings, found);
    return found.violations;
  }

  /** @throws SendFailure `rejected` when the service answered, after `response_resolve_configs`, anything but 2xx */
  async send(message: OutboundMessage): Promise<void> {
    const definition = this.definitionOf(message.settings);
    const failure = await untilAborted(message, () => this.execute(message, definition));
    if (failure) throw failure;
  }

  private async execute(message: OutboundMessage, definition: HttpRequestDefinition): Promise<SendFailure | undefined> {
    const { clock, timer, randomness } = this.options;
    const { tenantId, to, body, http } = message;
    const deadline = clock.now() + TOTAL_MILLISECONDS;
    const executor = new HttpRequestExecutor({ http, clock, timer, randomness });
    try {
      return failureOf(
        await executor.execute({ tenantId, definition, roots: { request_body: { to, body } }, deadline }),
      );
    } catch {
      // A value that cannot stand where the rules put it. The error may quote it, and that is the number or the text.
      return new SendFailure('transport', 'the request could not be made from the message');
    }
  }

  private definitionOf(settings: JsonObject): HttpRequestDefinition {
    const known = this.compiled.get(settings);
    if (known) return known;
    const found = new ViolationList();
    const definition = this.compile(settings, found);
    const first = found.violations[0];
    if (!definition || first) {
      throw new SendFailure(
        'transport',
        `settings are not valid: ${first?.pointer ?? '/http_request'} ${first?.message ?? ''}`,
      );
    }
    this.compiled.set(settings, definition);
    return definition;
  }

  private compile(settings: JsonObject, found: ViolationList): HttpRequestDefinition | undefined {
    for (const name of Object.keys(settings)) {
      if (name !== 'http_request') found.add(pointerTo('', name), 'unknown property');
    }
    const document = settings['http_request'];
    if (isJsonObject(document)) return this.options.compile(document, '/http_request', found);
    if (document === undefined) found.add('/http_request', 'required');
    else found.add('/http_request', 'wrong type', 'object');
    return undefined;
  }
}

/** Gives up waiting when the message's time is over. What was sent by then may still be delivered. */
async function untilAborted<T>({ signal }: OutboundMessage, work: () => Promise<T>): Promise<T> {
  const outOfTime = (): SendFailure =>
    new SendFailure('timeout', 'the time for sending was over before the service answered');
  if (signal.aborted) throw outOfTime();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = (): void => reject(outOfTime());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
