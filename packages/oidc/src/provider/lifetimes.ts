import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { ExtendedSession } from './session-verdict.js';
import type { TenantContext } from './tenant-context.js';

/** However often its refresh tokens rotate, what one sign-in has given ends a year later. */
const GRANT_SECONDS = 365 * 24 * 60 * 60;

/** Lifetimes in seconds, from the tenant's settings. */
export function lifetimes({ tenant, options }: TenantContext): NonNullable<Configuration['ttl']> {
  const { codeExpiresInSeconds, accessTokenExpiresInSeconds, refreshTokenExpiresInSeconds, idTokenExpiresInSeconds } =
    tenant.token;
  const { idleTimeoutSeconds, maxLifetimeSeconds } = tenant.session;
  return {
    AuthorizationCode: codeExpiresInSeconds,
    AccessToken: accessTokenExpiresInSeconds,
    ClientCredentials: accessTokenExpiresInSeconds,
    IdToken: idTokenExpiresInSeconds,
    Interaction: tenant.transactionExpiresInSeconds,
    Grant: GRANT_SECONDS,
    RefreshToken: (ctx: KoaContextWithOIDC) =>
      Math.min(refreshTokenExpiresInSeconds, Math.max(1, ctx.oidc.grant?.remainingTTL ?? GRANT_SECONDS)),
    Session(_ctx: KoaContextWithOIDC, session: unknown) {
      const now = options.clock.now();
      const { startedAt = now } = session as ExtendedSession;
      const remaining = Math.floor((startedAt - now) / 1000) + maxLifetimeSeconds;
      return Math.max(1, Math.min(idleTimeoutSeconds, remaining));
    },
  };
}
