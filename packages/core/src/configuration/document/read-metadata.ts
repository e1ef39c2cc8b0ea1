import type { SendLimits, VerificationMode } from '../authentication-configuration.js';
import { FORBIDDEN_NAMES } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { parseSendLimits } from '../send-limits.js';
import { readChallengeLimits } from './challenge-limits.js';
import type { ChallengeLimits } from './challenge-limits.js';
import { ObjectReader } from './object-reader.js';

const KNOWN = [
  'type',
  'description',
  'verification_code_param',
  'transaction_id_param',
  'retry_count_limitation',
  'expire_seconds',
  'allow_long_expiry',
  'send_limits',
];
const POINTER = '/metadata';

/** `metadata` as written, before it is weighed against the interactions. */
export interface MetadataSettings {
  readonly type?: VerificationMode;
  readonly verificationCodeParam: string;
  readonly transactionIdParam?: string;
  readonly isLongExpiryAllowed: boolean;
  readonly limits: ChallengeLimits;
  readonly sendLimits: Partial<SendLimits>;
}

/** Reads `metadata` (specification 1.3). Keys that are not listed there are a warning, no violation. */
export function readMetadata(document: JsonValue, violations: ViolationList): MetadataSettings {
  const reader = ObjectReader.openAny(document, POINTER, violations);
  if (!reader)
    return { verificationCodeParam: 'verification_code', isLongExpiryAllowed: false, limits: {}, sendLimits: {} };
  const warnOfUnknown = (pointer: string): void => {
    violations.warn('unknown_metadata_key', pointer, 'The key is stored but has no effect');
  };
  for (const name of reader.names()) if (!KNOWN.includes(name)) warnOfUnknown(reader.at(name));
  const type = reader.oneOf('type', ['external', 'internal'] as const);
  reader.string('description');
  const verificationCodeParam = readFieldName(reader, 'verification_code_param', violations) ?? 'verification_code';
  const transactionIdParam = readFieldName(reader, 'transaction_id_param', violations);
  if (transactionIdParam === verificationCodeParam) {
    violations.add(
      reader.at('transaction_id_param'),
      'not allowed',
      'a name other than verification_code_param',
      transactionIdParam,
    );
  }
  const isLongExpiryAllowed = reader.boolean('allow_long_expiry') ?? false;
  const sendLimits = reader.raw('send_limits');
  return {
    ...(type === undefined ? {} : { type }),
    verificationCodeParam,
    ...(transactionIdParam === undefined ? {} : { transactionIdParam }),
    isLongExpiryAllowed,
    limits: readChallengeLimits(reader, isLongExpiryAllowed, violations),
    sendLimits:
      sendLimits === undefined ? {} : parseSendLimits(sendLimits, reader.at('send_limits'), violations, warnOfUnknown),
  };
}

function readFieldName(reader: ObjectReader, name: string, violations: ViolationList): string | undefined {
  const field = reader.text(name);
  if (field === undefined || !FORBIDDEN_NAMES.has(field)) return field;
  violations.add(reader.at(name), 'not allowed', 'the name of a field', field);
  return undefined;
}
