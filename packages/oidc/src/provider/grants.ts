import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { PASSWORD_RESET_SCOPE, type Instant } from '@tessera/core';
import { toAmr } from '../amr.js';
import { uniteFactors, type SessionFactor } from '../session/session-view.js';
import { valuesOf } from './client-metadata.js';
import { keepCodeProof } from './code-proofs.js';
import { parametersOf } from './authorization-parameters.js';
import { isSilent, liveSession, sessionOf, verdictOn } from './session-verdict.js';
import type { TenantContext } from './tenant-context.js';

/** What {@link finishAuthorization} hands to the library, and the library back to {@link grantFor}. */
export interface SignInResult {
  readonly login: {
    readonly accountId: string;
    readonly ts: number;
    readonly amr: string[];
    readonly acr?: string;
    readonly factors: readonly SessionFactor[];
    readonly oneTimeCodeAt?: Instant;
  };
  readonly consent: { readonly denied_scopes: readonly string[] };
}

/**
 * The permission under which this request gets its code: a new one each time, so that revoking what came from one code leaves other
 * sign-ins of the same session alone. Undefined sends the browser to the sign-in page.
 */
export function grantFinder(context: TenantContext): (ctx: KoaContextWithOIDC) => Promise<Grant | undefined> {
  return async (ctx) => {
    if (ctx.oidc.result?.login !== undefined) {
      const { login, consent } = ctx.oidc.result as unknown as SignInResult;
      raiseSession(context, ctx, login.factors);
      const grant = await newGrant(ctx, consent.denied_scopes);
      const mayReset = grant.getOIDCScope().split(' ').includes(PASSWORD_RESET_SCOPE);
      if (mayReset && login.oneTimeCodeAt !== undefined)
        await keepCodeProof(context, { grantId: grant.jti, accountId: login.accountId }, login.oneTimeCodeAt);
      return grant;
    }
    const session = isSilent(ctx) ? liveSession(ctx) : undefined;
    if (session === undefined) return undefined;
    const verdict = await verdictOn(context, ctx, session);
    if (!verdict.satisfied) return undefined;
    const { acr, methods, withheldScopes = [] } = verdict;
    const amr = methods && { amr: toAmr(methods, context.tenant.amrFormat) };
    Object.assign(sessionOf(ctx), { acr, ...amr });
    return newGrant(ctx, withheldScopes);
  };
}

/** The library has put user, acr, amr and time into the session; the factors are ours to unite (specification 4.5). */
function raiseSession(context: TenantContext, ctx: KoaContextWithOIDC, factors: readonly SessionFactor[]): void {
  const session = sessionOf(ctx);
  // A session that stands on older factors is no younger than they are: its absolute limit cannot be put off by losing the cookie.
  session.startedAt ??= Math.min(context.options.clock.now(), ...factors.map(({ at }) => at));
  session.factors = uniteFactors(session.factors ?? [], factors);
}

async function newGrant(ctx: KoaContextWithOIDC, denied: readonly string[]): Promise<Grant> {
  const { provider, client, account } = ctx.oidc;
  const scopes = valuesOf(parametersOf(ctx)['scope']) ?? [];
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: account?.accountId });
  grant.addOIDCScope(scopes.filter((scope) => !denied.includes(scope)));
  await grant.save();
  // Puts `sid` into the id_token.
  ctx.oidc.claims.id_token = { ...ctx.oidc.claims.id_token, sid: null };
  return grant;
}
