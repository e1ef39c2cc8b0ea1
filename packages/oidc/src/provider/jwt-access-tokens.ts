import type { AdapterPayload, JWK, KoaContextWithOIDC } from 'oidc-provider';
import { CompactSign, compactVerify, importJWK, type CompactJWSHeaderParameters } from 'jose';
import type { JsonObject } from '@tessera/core';
import { exchangeOf } from './exchange.js';
import { Provider } from './library.js';
import type { ProtocolAdapter } from './protocol-adapter.js';
import type { TenantContext } from './tenant-context.js';
import { tokenSettingsOf } from './client-metadata.js';

/** Marks a stored token whose value is a JWT: its `jti` alone is no token. */
const MARK = 'tessera_jwt';
/** Stands for a JWT in the parameters of a request; means nothing without {@link hideJwt}. */
const HIDDEN = 'presented-as-jwt';
const TYPE = 'at+jwt';

type JoseKey = Parameters<typeof importJWK>[0];

interface SavedToken {
  readonly client?: object;
}

type Formatter = (this: SavedToken) => Promise<{ readonly value: string; readonly payload: JsonObject }>;

const values = new WeakMap<object, string>();

/** What the client holds: the JWT, or the id. */
export function valueOfToken(token: { readonly jti: string } | undefined): string | undefined {
  return token && (values.get(token) ?? token.jti);
}

/**
 * Makes access tokens JWTs (RFC 9068) where the tenant or the client wants that. The library's own ones are refused by its userinfo,
 * introspection and revocation; these are its opaque tokens, whose id the JWT carries as `jti`: they stay revocable.
 */
export function issueJwts(provider: Provider, context: TenantContext): void {
  for (const model of [provider.AccessToken, provider.ClientCredentials]) {
    const prototype = model.prototype as unknown as { getValueAndPayload: Formatter };
    const opaqueForm: Formatter = prototype.getValueAndPayload;
    async function jwtOrOpaque(this: SavedToken): ReturnType<Formatter> {
      const opaque = await opaqueForm.call(this);
      if (tokenSettingsOf(this.client).accessTokenType !== 'jwt') return opaque;
      const value = await sign(context, opaque.payload);
      values.set(this, value);
      return { value, payload: { ...opaque.payload, [MARK]: true } };
    }
    Object.defineProperty(prototype, 'getValueAndPayload', { value: jwtOrOpaque });
  }
}

/** Has an adapter find tokens by the JWT that a client holds. */
export function findByJwt(adapter: ProtocolAdapter, context: TenantContext): ProtocolAdapter {
  const find = adapter.find.bind(adapter);
  adapter.find = async (given): Promise<AdapterPayload | undefined> => {
    const value = given === HIDDEN ? hiddenJwt() : given;
    if (value === undefined) return undefined;
    const id = isJwt(value) ? await verifiedId(context, value) : value;
    const stored = id === undefined ? undefined : await find(id);
    return stored !== undefined && (stored[MARK] === true) === isJwt(value) ? stored : undefined;
  };
  return adapter;
}

/** Introspection and revocation refuse whatever looks like a JWT before they look for it, so it is not shown to them. */
export function hideJwt(ctx: KoaContextWithOIDC): void {
  const { params } = ctx.oidc;
  const token = params?.['token'];
  if (params === undefined || typeof token !== 'string' || !isJwt(token)) return;
  exchangeOf(ctx.req).presentedJwt = token;
  params['token'] = HIDDEN;
}

function hiddenJwt(): string | undefined {
  const { ctx } = Provider;
  return ctx && exchangeOf(ctx.req).presentedJwt;
}

function isJwt(value: string): boolean {
  return value.includes('.');
}

async function sign({ issuer, accessTokenKey: key }: TenantContext, stored: JsonObject): Promise<string> {
  const { extra, jti, iat, exp, scope, clientId, accountId, sid } = stored;
  const claims = {
    ...(extra as object | undefined),
    iss: issuer,
    aud: issuer, // no resource is asked for: RFC 9068 §3 leaves the default to the server
    sub: accountId ?? clientId,
    client_id: clientId,
    jti,
    iat,
    exp,
    scope,
    sid,
  };
  const alg = String(key.alg);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg, typ: TYPE, kid: String(key.kid) })
    .sign(await importJWK(key as JoseKey, alg));
}

/** The `jti` of a JWT that this tenant has signed; whether it lives is for the store to say. */
async function verifiedId({ issuer, jwks }: TenantContext, jwt: string): Promise<string | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(jwt, (header) => publicKey(jwks, header));
    const claims = JSON.parse(new TextDecoder().decode(payload)) as { readonly iss?: unknown; readonly jti?: unknown };
    const isOurs = protectedHeader.typ === TYPE && claims.iss === issuer;
    return isOurs && typeof claims.jti === 'string' ? claims.jti : undefined;
  } catch {
    return undefined; // whatever is wrong with it, it is no token of ours
  }
}

async function publicKey(jwks: readonly JWK[], { kid, alg }: CompactJWSHeaderParameters): ReturnType<typeof importJWK> {
  const key = jwks.find((candidate) => candidate.kid === kid && candidate.alg === alg);
  if (key === undefined) throw new TypeError('no such key');
  const { kty, n, e, crv, x, y } = key;
  return importJWK((kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }) as JoseKey, String(alg));
}
