import type { SecretKey } from '@tessera/crypto';
import type { Environment } from './environment.js';
import type { ServerKeys } from './server-settings.js';

const KEY_BYTES = 32;

/**
 * The keys of the environment, `id:base64,id:base64`, current first.
 * @param fallback generated ones, in development only
 */
export function readKeys(environment: Environment, fallback: ServerKeys | undefined): ServerKeys {
  const read = (name: string, purpose: string, generated: readonly SecretKey[] | undefined): readonly SecretKey[] => {
    const text = environment.text(name);
    if (text !== undefined) return parseKeys(environment, name, text);
    if (generated) return generated;
    environment.problem(
      `${name} is required: ${purpose}, as "id:base64 of 32 random bytes"; make one with: openssl rand -base64 32`,
    );
    return [];
  };
  const index = read(
    'TESSERA_INDEX_KEY',
    'the key by which users are found; it never changes',
    fallback && [fallback.index],
  );
  return {
    pepper: read('TESSERA_OTP_PEPPER_KEYS', 'pepper of one-time codes', fallback?.pepper),
    encryption: read('TESSERA_SECRETS_ENCRYPTION_KEYS', 'encryption at rest', fallback?.encryption),
    hash: read('TESSERA_EVENTS_HASH_KEYS', 'hashes in events', fallback?.hash),
    index: index[0] ?? { id: 'none', secret: new Uint8Array(KEY_BYTES) },
    cookie: read('TESSERA_COOKIE_KEYS', 'signature of cookies', fallback?.cookie),
  };
}

function parseKeys(environment: Environment, name: string, text: string): readonly SecretKey[] {
  return text.split(',').flatMap((entry, position) => {
    const [id = '', encoded = ''] = entry.trim().split(/:(.*)/s);
    const secret = Buffer.from(encoded, 'base64');
    if (/^[A-Za-z0-9_-]{1,32}$/.test(id) && secret.length === KEY_BYTES)
      return [{ id, secret: new Uint8Array(secret) }];
    // The entry itself is a secret, however malformed.
    environment.problem(`${name}: entry ${position + 1} is not "id:base64 of exactly ${KEY_BYTES} bytes"`);
    return [];
  });
}
