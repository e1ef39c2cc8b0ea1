import {
  type JsonObject,
  type OutboundMessage,
  type OutboundRequest,
  type OutboundResult,
  type Sender,
  SendFailure,
  type Violation,
} from '@tessera/core';
import { twilioFailure } from './twilio-answer.js';
import { readTwilioSettings, TWILIO_SECRET_PATHS, type TwilioSettings, twilioViolations } from './twilio-settings.js';

/**
 * `sender_type` `twilio`: text messages through Twilio's Messages API (specification 2.14,
 * https://www.twilio.com/docs/messaging/api/message-resource). Does not retry.
 */
export class TwilioSmsSender implements Sender {
  readonly name = 'twilio';
  readonly secretPaths: readonly string[] = TWILIO_SECRET_PATHS;
  /** Settings belong to a compiled configuration and stay the same object while it is in force. */
  private readonly read = new WeakMap<JsonObject, TwilioSettings>();

  validateSettings(settings: JsonObject): readonly Violation[] {
    return twilioViolations(settings);
  }

  /** @throws SendFailure with Twilio's numeric error code, when there is one, as `providerCode` */
  async send(message: OutboundMessage): Promise<void> {
    const request = requestFor(message, this.settingsOf(message.settings));
    const failure = twilioFailure(await untilAborted(message, request));
    if (failure) throw failure;
  }

  private settingsOf(document: JsonObject): TwilioSettings {
    const known = this.read.get(document);
    if (known) return known;
    const settings = readTwilioSettings(document);
    this.read.set(document, settings);
    return settings;
  }
}

function requestFor(message: OutboundMessage, settings: TwilioSettings): OutboundRequest {
  const [originField, origin] = settings.origin;
  return {
    tenantId: message.tenantId,
    method: 'POST',
    url: `${settings.baseUrl}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ To: message.to, Body: message.body, [originField]: origin }).toString(),
    authentication: { type: 'basic', username: settings.username, password: settings.password },
    timeoutSeconds: settings.requestTimeoutSeconds,
    // A sender has no clock: the end of the interaction reaches it as the message's signal.
    deadline: Number.MAX_SAFE_INTEGER,
  };
}

/** Gives up waiting when the message's time is over. What was sent by then may still be delivered. */
async function untilAborted({ signal, http }: OutboundMessage, request: OutboundRequest): Promise<OutboundResult> {
  if (signal.aborted) throw outOfTime();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = (): void => reject(outOfTime());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([http.send(request), aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function outOfTime(): SendFailure {
  return new SendFailure('timeout', 'the time for sending was over before Twilio answered');
}
