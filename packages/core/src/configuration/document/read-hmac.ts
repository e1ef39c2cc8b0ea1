import type { HmacAuthentication } from '../../ports/http-client.js';
import { pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import type { CompileContext } from './compile-context.js';
import { jsonTypeOf, oneOf } from './describe.js';
import { isSettableHeader } from './header-names.js';
import { ObjectReader } from './object-reader.js';

type SigningField = HmacAuthentication['signingFields'][number];

const SIGNING_FIELDS: readonly SigningField[] = ['method', 'path', 'timestamp', 'body'];
const MANDATORY: readonly SigningField[] = ['method', 'timestamp'];
const HEADERS = ['api_key_header', 'timestamp_header', 'signature_header'];
const PROPERTIES = {
  required: ['api_key', 'secret'],
  optional: [...HEADERS, 'signing_fields', 'signature_format', 'signature_encoding'],
};

/** Reads `hmac_authentication` (specification 1.9). */
export function readHmac(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): HmacAuthentication | undefined {
  const reader = ObjectReader.open(document, pointer, context.violations, PROPERTIES);
  if (!reader) return undefined;
  const apiKey = reader.text('api_key');
  const secret = reader.text('secret');
  const [apiKeyHeader = 'X-Api-Key', timestampHeader = 'X-Timestamp', signatureHeader = 'Authorization'] = HEADERS.map(
    (name) => readHeaderName(reader, name, context),
  );
  const signingFields = readSigningFields(reader, context);
  const signatureFormat = readSignatureFormat(reader, context);
  const signatureEncoding = reader.oneOf('signature_encoding', ['base64url', 'hex', 'base64'] as const) ?? 'base64url';
  refuseSameHeaders([apiKeyHeader, timestampHeader, signatureHeader], reader, context);
  if (apiKey === undefined || secret === undefined) return undefined;
  return {
    apiKey,
    secret,
    signingFields,
    apiKeyHeader,
    timestampHeader,
    signatureHeader,
    signatureFormat,
    signatureEncoding,
  };
}

function readHeaderName(reader: ObjectReader, name: string, { violations }: CompileContext): string | undefined {
  const header = reader.string(name);
  if (header === undefined || isSettableHeader(header)) return header;
  violations.add(reader.at(name), 'not allowed', 'the name of a header that may be set', header);
  return undefined;
}

/** One header cannot carry two of the three values. */
function refuseSameHeaders(headers: readonly string[], reader: ObjectReader, { violations }: CompileContext): void {
  const names = headers.map((header) => header.toLowerCase());
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) {
      violations.add(reader.at(HEADERS[index] ?? ''), 'not allowed', 'three different headers', headers[index]);
    }
  });
}

function readSigningFields(reader: ObjectReader, { violations }: CompileContext): readonly SigningField[] {
  const list = reader.list('signing_fields');
  if (!list) return SIGNING_FIELDS;
  const fields: SigningField[] = [];
  list.forEach((value, index) => {
    const pointer = pointerTo(reader.at('signing_fields'), index);
    const field = SIGNING_FIELDS.find((candidate) => candidate === value);
    if (typeof value !== 'string') violations.add(pointer, 'wrong type', 'string', jsonTypeOf(value));
    else if (field === undefined) violations.add(pointer, 'unknown value', oneOf(SIGNING_FIELDS), value);
    else if (fields.includes(field)) violations.add(pointer, 'not allowed', 'distinct fields', value);
    else fields.push(field);
  });
  for (const field of MANDATORY) {
    if (!fields.includes(field)) violations.add(reader.at('signing_fields'), 'required', `the field ${field}`);
  }
  return fields;
}

function readSignatureFormat(reader: ObjectReader, { violations }: CompileContext): string {
  const format = reader.string('signature_format');
  if (format === undefined) return 'HMAC-SHA256 {signature}';
  if (!format.includes('{signature}')) {
    violations.add(reader.at('signature_format'), 'required', 'the placeholder {signature}');
  }
  if (!/^[\x20-\x7e]*$/.test(format)) {
    violations.add(reader.at('signature_format'), 'not allowed', 'printable ASCII characters');
  }
  return format;
}
