import {
  type Clock,
  type JsonObject,
  type OutboundMessage,
  type OutboundRequest,
  type Sender,
  SendFailure,
  type Violation,
} from '@tessera/core';
import { publishForm } from './publish-form.js';
import { signRequest } from './sign-request.js';
import { snsFailure } from './sns-answer.js';
import { readSnsSettings, SNS_SECRET_PATHS, type SnsSettings, snsViolations } from './sns-settings.js';

const REQUEST_TIMEOUT_SECONDS = 30;

export interface AwsSnsSmsSenderOptions {
  /** Signatures carry the time; SNS refuses one that is more than 15 minutes off. */
  readonly clock: Clock;
}

/** `sender_type` `aws_sns`: text messages through Amazon SNS (specification 2.15). Does not retry. */
export class AwsSnsSmsSender implements Sender {
  readonly name = 'aws_sns';
  readonly secretPaths: readonly string[] = SNS_SECRET_PATHS;
  private readonly clock: Clock;
  /** Settings belong to a compiled configuration and stay the same object while it is in force. */
  private readonly read = new WeakMap<JsonObject, SnsSettings>();

  constructor(options: AwsSnsSmsSenderOptions) {
    this.clock = options.clock;
  }

  validateSettings(settings: JsonObject): readonly Violation[] {
    return snsViolations(settings);
  }

  /** @throws SendFailure with the error code of SNS, e.g. `InvalidParameter`, as `providerCode` */
  async send(message: OutboundMessage): Promise<void> {
    const failure = await untilAborted(message, async () => {
      const request = await this.requestFor(message, this.settingsOf(message.settings));
      return snsFailure(await message.http.send(request));
    });
    if (failure) throw failure;
  }

  private async requestFor(message: OutboundMessage, settings: SnsSettings): Promise<OutboundRequest> {
    const { endpoint: url, region, accessKeyId, secretAccessKey, senderId } = settings;
    const body = publishForm({ to: message.to, body: message.body, senderId });
    const headers = await signRequest({
      ...{ url, body, region, accessKeyId, secretAccessKey, service: 'sns', now: this.clock.now() },
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
    return {
      ...{ tenantId: message.tenantId, method: 'POST', url, headers, body },
      authentication: { type: 'none' },
      timeoutSeconds: REQUEST_TIMEOUT_SECONDS,
      // The end of the interaction reaches a sender as the message's signal.
      deadline: Number.MAX_SAFE_INTEGER,
    };
  }

  private settingsOf(document: JsonObject): SnsSettings {
    const known = this.read.get(document);
    if (known) return known;
    const settings = readSnsSettings(document);
    this.read.set(document, settings);
    return settings;
  }
}

/** Gives up waiting when the message's time is over. What was sent by then may still be delivered. */
async function untilAborted<T>({ signal }: OutboundMessage, work: () => Promise<T>): Promise<T> {
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

function outOfTime(): SendFailure {
  return new SendFailure('timeout', 'the time for sending was over before Amazon SNS answered');
}
