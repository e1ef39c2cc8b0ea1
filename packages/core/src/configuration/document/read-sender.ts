import type { HttpRequestDefinition } from '../authentication-configuration.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject } from '../../json/json.js';
import type { Sender } from '../../ports/sender.js';
import type { InteractionContext } from './compile-context.js';
import { oneOf } from './describe.js';
import { HTTP_REQUEST_SENDER, httpRequestSender } from './http-request-sender.js';
import { ObjectReader } from './object-reader.js';
import { reportPlugIn } from './plug-in-violations.js';
import { readHttpRequest } from './read-http-request.js';

/** Who delivers the code, and with which settings. */
export interface ChosenSender {
  readonly sender: Sender;
  readonly settings: JsonObject;
  readonly httpRequest?: HttpRequestDefinition;
}

/** Reads `sender_type` and `settings`; for e-mail also under their other names `function` and `sender_config` (specification 2.7). */
export function readSender(reader: ObjectReader, context: InteractionContext): ChosenSender | undefined {
  const [typeName, settingsName] =
    context.type === 'email'
      ? [pick(reader, 'sender_type', 'function', context), pick(reader, 'settings', 'sender_config', context)]
      : ['sender_type', 'settings'];
  if (!reader.has(typeName)) context.violations.add(reader.at('sender_type'), 'required');
  const sender = findSender(reader, typeName, context);
  const settings = reader.has(settingsName) ? reader.object(settingsName) : {};
  if (!sender || !settings) return undefined;
  if (sender.name === 'no_action' && context.profile.name !== 'development') {
    context.violations.warn('sender_sends_nothing', reader.at(typeName), 'No message is sent; the code reaches nobody');
  }
  const pointer = reader.at(settingsName);
  const { secretPaths } = sender;
  reportPlugIn({ secretPaths, validate: sender.validateSettings.bind(sender) }, settings, pointer, context);
  if (sender.name !== HTTP_REQUEST_SENDER) return { sender, settings };
  const httpRequest = readSettingsRequest(settings, pointer, context);
  return httpRequest && { sender, settings, httpRequest };
}

/** The one of two names that is used; both together are ambiguous. */
function pick(reader: ObjectReader, name: string, alias: string, { violations }: InteractionContext): string {
  if (reader.has(name) && reader.has(alias))
    violations.add(reader.at(alias), 'not allowed', `${name} or ${alias}, not both`);
  return reader.has(alias) && !reader.has(name) ? alias : name;
}

function findSender(reader: ObjectReader, typeName: string, context: InteractionContext): Sender | undefined {
  const registry = context.type === 'email' ? context.dependencies.emailSenders : context.dependencies.smsSenders;
  const name = reader.string(typeName);
  if (name === undefined) return undefined;
  const sender = registry.find(name) ?? (name === HTTP_REQUEST_SENDER ? httpRequestSender : undefined);
  if (!sender) {
    const known = [...new Set([...registry.names(), HTTP_REQUEST_SENDER])];
    context.violations.add(reader.at(typeName), 'unknown value', oneOf(known), name);
  }
  return sender;
}

function readSettingsRequest(
  settings: JsonObject,
  pointer: string,
  context: InteractionContext,
): HttpRequestDefinition | undefined {
  const reader = ObjectReader.open(settings, pointer, context.violations, { required: ['http_request'] });
  const document = reader?.object('http_request');
  return isJsonObject(document) ? readHttpRequest(document, `${pointer}/http_request`, context) : undefined;
}
