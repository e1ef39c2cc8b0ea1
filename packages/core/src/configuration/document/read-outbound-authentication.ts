import type { HttpRequestDefinition } from '../authentication-configuration.js';
import type { CompileContext } from './compile-context.js';
import type { ObjectReader } from './object-reader.js';
import { readBasic } from './read-basic.js';
import { readHmac } from './read-hmac.js';
import { readOAuth } from './read-oauth.js';

type Authentication = HttpRequestDefinition['authentication'];

/** The block each `auth_type` needs. */
const BLOCKS = {
  none: undefined,
  oauth2: 'oauth_authorization',
  hmac_sha256: 'hmac_authentication',
  basic: 'basic_authentication',
} as const;
const AUTH_TYPES = ['none', 'oauth2', 'hmac_sha256', 'basic'] as const;

/**
 * Reads `auth_type` and the three blocks. Blocks of another type are checked too, so that a switch of the type finds them in order.
 * Undefined when `auth_type` is unknown or its block is wrong.
 */
export function readOutboundAuthentication(reader: ObjectReader, context: CompileContext): Authentication | undefined {
  const found = {
    oauth2: readBlock(reader, 'oauth_authorization', context, readOAuth),
    hmac_sha256: readBlock(reader, 'hmac_authentication', context, readHmac),
    basic: readBlock(reader, 'basic_authentication', context, readBasic),
  };
  const fallback = reader.has('oauth_authorization') ? 'oauth2' : 'none';
  const type = reader.has('auth_type') ? reader.oneOf('auth_type', AUTH_TYPES) : fallback;
  const block = type && BLOCKS[type];
  if (block !== undefined && !reader.has(block)) {
    context.violations.add(reader.at(block), 'required', `the block of auth_type ${type}`);
  }
  if (type === 'none') return { type };
  if (type === 'oauth2') return found.oauth2 && { type, oauth: found.oauth2 };
  if (type === 'hmac_sha256') return found.hmac_sha256 && { type, hmac: found.hmac_sha256 };
  return type && found.basic;
}

type BlockReader<T> = (
  document: NonNullable<ReturnType<ObjectReader['raw']>>,
  pointer: string,
  context: CompileContext,
) => T;

function readBlock<T>(
  reader: ObjectReader,
  name: string,
  context: CompileContext,
  read: BlockReader<T>,
): T | undefined {
  const document = reader.object(name);
  return document === undefined ? undefined : read(document, reader.at(name), context);
}
