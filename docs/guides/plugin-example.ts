import { SendFailure } from '@tessera/core';
import type { JsonObject, OutboundMessage, SmsAuthenticationExecutor, SmsSender, Violation } from '@tessera/core';

type ExecutorInput = Parameters<SmsAuthenticationExecutor['execute']>[0];
type ExecutorResult = Awaited<ReturnType<SmsAuthenticationExecutor['execute']>>;

/** Everything wrong with a text that has to be there; the pointer is relative to `settings` or `details`. */
function requireText(document: JsonObject, name: string): readonly Violation[] {
  const value = document[name];
  if (typeof value === 'string' && value !== '') return [];
  return [{ pointer: `/${name}`, message: 'required', expected: 'text' }];
}

/** Posts the message to a chat room: `sender_type: "chat_room"`, `settings: {url, token}`. */
class ChatRoomSender implements SmsSender {
  readonly name = 'chat_room';
  readonly secretPaths = ['token'];

  validateSettings(settings: JsonObject): readonly Violation[] {
    return [...requireText(settings, 'url'), ...requireText(settings, 'token')];
  }

  async send({ tenantId, to, body, settings, http }: OutboundMessage): Promise<void> {
    const { url, token } = settings as { readonly url: string; readonly token: string };
    const answer = await http.send({
      tenantId,
      method: 'POST',
      url,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ room: to, text: body }),
      authentication: { type: 'none' },
      timeoutSeconds: 10,
      deadline: Number.MAX_SAFE_INTEGER,
    });
    // The messages of errors are for operators: neither the code nor the number belongs there.
    if (answer.kind === 'fault') throw new SendFailure(answer.fault === 'timeout' ? 'timeout' : 'unreachable', answer.cause);
    if (answer.status >= 300) throw new SendFailure('rejected', 'the chat room refused', { status: answer.status });
  }
}

/** Asks for a word that the operator has chosen: `function: "shared_word"`, `details: {word}`. */
class SharedWordExecutor implements SmsAuthenticationExecutor {
  readonly name = 'shared_word';
  readonly interactions = ['sms-authentication-challenge', 'sms-authentication'];
  readonly secretPaths = ['word'];

  validateDetails(details: JsonObject): readonly Violation[] {
    return requireText(details, 'word');
  }

  async execute({ interaction, details, roots }: ExecutorInput): Promise<ExecutorResult> {
    if (interaction === 'sms-authentication-challenge') {
      return { outcome: 'success', status: 200, body: { hint: 'the word on the wall' }, store: { asked: true } };
    }
    const { verification_code: word } = roots['request_body'] as { readonly verification_code: string };
    return word === details['word']
      ? { outcome: 'success', status: 200, body: {} }
      : { outcome: 'failure', status: 400, body: {} };
  }
}

interface Plugins {
  readonly smsSenders: SmsSender[];
  readonly smsExecutors: SmsAuthenticationExecutor[];
}

/** Called by the server when it starts. */
export function register({ smsSenders, smsExecutors }: Plugins): void {
  smsSenders.push(new ChatRoomSender());
  smsExecutors.push(new SharedWordExecutor());
}
