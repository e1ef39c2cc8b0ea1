import { createHash, generateKeyPair as generateKeyPairCallback } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import {
  TesseraError,
  type Clock,
  type JsonObject,
  type SigningKey,
  type SigningKeyStore,
  type Tenant,
} from '@tessera/core';

const generateKeyPair = promisify(generateKeyPairCallback);

/**
 * The private keys of a tenant, the one that signs id_tokens first, and the one that signs access tokens. Makes a key when the tenant has none of its algorithm; of several nodes that
 * do so at once, all end up with the same one.
 */
export async function loadSigningKeys(
  tenant: Tenant,
  keys: SigningKeyStore,
  clock: Clock,
): Promise<{ readonly jwks: readonly JWK[]; readonly accessTokenKey: JWK }> {
  const now = clock.now();
  const { idTokenSigningAlg: alg } = tenant;
  let known = await keys.list(tenant.id);
  if (!known.some((key) => key.alg === alg && isLiving(key, now))) {
    known = await keys.addIfNone({ tenantId: tenant.id, alg, createdAt: now, ...(await generateKey(alg)) });
  }
  const published = known.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  const best = published.toSorted((a, b) => preference(tenant, a) - preference(tenant, b) || b.createdAt - a.createdAt);
  // The library signs with the first key that fits; retired ones stay published behind it.
  const signs = (key: SigningKey): boolean => key.alg === alg && isLiving(key, now);
  const ordered = [...best.filter(signs), ...best.filter((key) => !signs(key))];
  const named = tenant.authorizationServer?.extension.tokenSignedKeyId;
  const forAccessTokens = ordered.find((key) => key.kid === named && isLiving(key, now)) ?? ordered[0];
  if (forAccessTokens === undefined) throw new TesseraError('ERR_INVARIANT', 'a tenant without signing keys');
  return { jwks: ordered.map(toJwk), accessTokenKey: toJwk(forAccessTokens) };
}

function toJwk({ jwk, kid, alg }: SigningKey): JWK {
  return { ...jwk, kid, alg, use: 'sig' };
}

/** The key named for id_tokens, those that were brought in their order, then all others. */
function preference({ authorizationServer }: Tenant, { kid }: SigningKey): number {
  const { publicKeys = [], extension } = authorizationServer ?? {};
  if (kid === extension?.idTokenSignedKeyId) return -1;
  const place = publicKeys.findIndex((key) => key['kid'] === kid);
  return place < 0 ? publicKeys.length : place;
}

function isLiving({ createdAt, retiredAt }: SigningKey, now: number): boolean {
  return createdAt <= now && (retiredAt === undefined || retiredAt > now);
}

/** Makes a private key with its RFC 7638 thumbprint as `kid`. */
export async function generateKey(alg: Tenant['idTokenSigningAlg']): Promise<{ kid: string; jwk: JsonObject }> {
  const { privateKey } =
    alg === 'RS256'
      ? await generateKeyPair('rsa', { modulusLength: 2048 })
      : await generateKeyPair('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  // RFC 7638: the required public members in lexicographic order.
  const { crv, e, kty, n, x, y } = jwk;
  const publicPart = alg === 'RS256' ? { e, kty, n } : { crv, kty, x, y };
  return {
    kid: createHash('sha256').update(JSON.stringify(publicPart)).digest('base64url'),
    jwk: { ...jwk } as JsonObject,
  };
}
