import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { TokenSettings } from '@tessera/core';
import { tokenSettingsOf } from './client-metadata.js';
import type { ExtendedSession } from './session-verdict.js';
import type { TenantContext } from './tenant-context.js';

/** However often its refresh tokens rotate, what one sign-in has given ends a year later. */
const GRANT_SECONDS = 365 * 24 * 60 * 60;

type TimeToLive = (ctx: KoaContextWithOIDC, token: unknown, client: object | undefined) => number;

/** Lifetimes in seconds, from the settings of the client or else of the tenant. */
export function lifetimes({ tenant, options }: TenantContext): NonNullable<Configuration['ttl']> {
  const { codeExpiresInSeconds, accessTokenExpiresInSeconds, refreshTokenExpiresInSeconds, idTokenExpiresInSeconds } =
    tenant.token;
  const { idleTimeoutSeconds, maxLifetimeSeconds } = tenant.session;
  const of = (ctx: KoaContextWithOIDC, client: object | undefined): TokenSettings =>
    tokenSettingsOf(client ?? ctx.oidc.client);
  const accessToken: TimeToLive = (ctx, _token, client) =>
    of(ctx, client).accessTokenDuration ?? accessTokenExpiresInSeconds;
  return {
    AuthorizationCode: ((ctx, _token, client) =>
      of(ctx, client).authorizationCodeValidDuration ?? codeExpiresInSeconds) satisfies TimeToLive,
    AccessToken: accessToken,
    ClientCredentials: accessToken,
    IdToken: ((ctx, _token, client) => of(ctx, client).idTokenDuration ?? idTokenExpiresInSeconds) satisfies TimeToLive,
    Interaction: tenant.transactionExpiresInSeconds,
    Grant: GRANT_SECONDS,
    RefreshToken: ((ctx, _token, client) =>
      Math.min(
        of(ctx, client).refreshTokenDuration ?? refreshTokenExpiresInSeconds,
        Math.max(1, ctx.oidc.grant?.remainingTTL ?? GRANT_SECONDS),
      )) satisfies TimeToLive,
    Session(_ctx: KoaContextWithOIDC, session: unknown) {
      const now = options.clock.now();
      const { startedAt = now } = session as ExtendedSession;
      const remaining = Math.floor((startedAt - now) / 1000) + maxLifetimeSeconds;
      return Math.max(1, Math.min(idleTimeoutSeconds, remaining));
    },
  };
}
