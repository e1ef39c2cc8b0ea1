import type { InternalChallengeDetails } from '../authentication-configuration.js';
import type { JsonValue } from '../../json/json.js';
import { readChallengeLimits } from './challenge-limits.js';
import type { ChallengeLimits } from './challenge-limits.js';
import type { InteractionContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';
import { readSender } from './read-sender.js';
import { readTemplates } from './read-templates.js';

const LIMITS = ['retry_count_limitation', 'expire_seconds'];
const CHALLENGE = ['sender_type', 'settings', 'templates', 'code_length', ...LIMITS];
const EMAIL_CHALLENGE = [...CHALLENGE, 'sender', 'function', 'sender_config'];
/** An address, or `Name <address>`; RFC 5322 knows more, mail providers do not. */
const MAILBOX = /^(?:[^\p{Cc}<>@]{1,128}<[^\s\p{Cc}<>@]+@[^\s\p{Cc}<>@]+>|[^\s\p{Cc}<>@]+@[^\s\p{Cc}<>@]+)$/u;

/** `details` of an internal challenge. */
export interface ChallengeDetailsReading {
  readonly limits: ChallengeLimits;
  readonly details: InternalChallengeDetails | undefined;
}

/** Reads `details` of an internal challenge (specification 2.7). */
export function readChallengeDetails(
  document: JsonValue | undefined,
  pointer: string,
  context: InteractionContext,
): ChallengeDetailsReading {
  const { violations, type } = context;
  const optional = type === 'email' ? EMAIL_CHALLENGE : CHALLENGE;
  const reader = ObjectReader.open(document === undefined ? {} : document, pointer, violations, { optional });
  if (!reader) return { limits: {}, details: undefined };
  const codeLength = reader.integer('code_length', 6, 10) ?? 6;
  const templates = readTemplates(reader.raw('templates'), reader.at('templates'), context, codeLength);
  const limits = readChallengeLimits(reader, context.isLongExpiryAllowed, violations);
  const chosen = readSender(reader, context);
  const from = type === 'email' ? readFrom(reader, chosen?.sender.name, context) : undefined;
  if (!chosen) return { limits, details: undefined };
  return { limits, details: { ...chosen, ...(from === undefined ? {} : { from }), templates, codeLength } };
}

/** Reads `details` of an internal verification. */
export function readVerificationDetails(
  document: JsonValue | undefined,
  pointer: string,
  { violations, isLongExpiryAllowed }: InteractionContext,
): ChallengeLimits {
  const reader = ObjectReader.open(document === undefined ? {} : document, pointer, violations, { optional: LIMITS });
  return reader ? readChallengeLimits(reader, isLongExpiryAllowed, violations) : {};
}

/** Refuses anything in the `details` of a function that has none. */
export function refuseDetails(
  document: JsonValue | undefined,
  pointer: string,
  { violations }: InteractionContext,
): void {
  if (document !== undefined) ObjectReader.open(document, pointer, violations, {});
}

function readFrom(
  reader: ObjectReader,
  senderName: string | undefined,
  { violations }: InteractionContext,
): string | undefined {
  if (!reader.has('sender') && senderName !== 'no_action') violations.add(reader.at('sender'), 'required');
  const from = reader.string('sender');
  if (from === undefined || (from.length <= 320 && MAILBOX.test(from))) return from;
  violations.add(reader.at('sender'), 'not allowed', 'an e-mail address, or a name and an address in angle brackets');
  return undefined;
}
