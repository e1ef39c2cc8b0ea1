import type { OAuthAuthorization } from '../../ports/http-client.js';
import type { JsonValue } from '../../json/json.js';
import type { CompileContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';
import { readFixedUrl } from './read-url.js';

const PROPERTIES = {
  required: ['type', 'token_endpoint', 'client_id'],
  optional: [
    'client_secret',
    'client_authentication_type',
    'username',
    'password',
    'scope',
    'cache_enabled',
    'cache_ttl_seconds',
    'cache_buffer_seconds',
  ],
};
const CLIENT_AUTHENTICATION = ['client_secret_post', 'client_secret_basic', 'none'] as const;
const MAX_CACHE_SECONDS = 2_592_000;

/** Reads `oauth_authorization` (specification 1.8). */
export function readOAuth(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): OAuthAuthorization | undefined {
  const { violations } = context;
  const reader = ObjectReader.open(document, pointer, violations, PROPERTIES);
  if (!reader) return undefined;
  const type = reader.oneOf('type', ['password', 'client_credentials'] as const);
  const tokenEndpoint = readFixedUrl(reader, 'token_endpoint', context);
  const clientId = reader.text('client_id');
  const [clientSecret, username, password] = ['client_secret', 'username', 'password'].map((name) => reader.text(name));
  const scope = reader.string('scope');
  const fallback = clientSecret === undefined ? 'none' : 'client_secret_post';
  const clientAuthenticationType = reader.oneOf('client_authentication_type', CLIENT_AUTHENTICATION) ?? fallback;
  requireCredentials(reader, context, [
    ...(type === 'password' ? ['username', 'password'] : []),
    ...(clientAuthenticationType === 'none' ? [] : ['client_secret']),
  ]);
  const cache = {
    cacheEnabled: reader.boolean('cache_enabled') ?? false,
    cacheTtlSeconds: reader.integer('cache_ttl_seconds', 1, MAX_CACHE_SECONDS) ?? 3600,
    cacheBufferSeconds: reader.integer('cache_buffer_seconds', 0, MAX_CACHE_SECONDS) ?? 60,
  };
  if (type === undefined || tokenEndpoint === undefined || clientId === undefined) return undefined;
  return {
    type,
    tokenEndpoint,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    clientAuthenticationType,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(scope === undefined || scope === '' ? {} : { scope }),
    ...cache,
  };
}

function requireCredentials(reader: ObjectReader, { violations }: CompileContext, names: readonly string[]): void {
  for (const name of names) if (!reader.has(name)) violations.add(reader.at(name), 'required');
}
