import type { JsonObject } from '@tessera/core';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { SessionVerdict } from '../options.js';
import { toSessionView, type SessionExtras, type SessionView } from '../session/session-view.js';
import { parametersOf, toAuthenticationRequest } from './authorization-parameters.js';
import { exchangeOf } from './exchange.js';
import { findClient, type TenantContext } from './tenant-context.js';

/** The library's session with what we keep beside it. */
export type ExtendedSession = NonNullable<KoaContextWithOIDC['oidc']['session']> & SessionExtras;

/** @throws TypeError outside of the routes that load a session */
export function sessionOf(ctx: KoaContextWithOIDC): ExtendedSession {
  const { session } = ctx.oidc;
  if (session === undefined) throw new TypeError('this route loads no session');
  return session;
}

/** The live session of an active user; undefined when there is none. */
export function liveSession(ctx: KoaContextWithOIDC): SessionView | undefined {
  if (ctx.oidc.account === undefined) return undefined;
  const { uid, accountId, acr, amr, loginTs, factors, startedAt } = sessionOf(ctx);
  const payload = { uid, accountId, acr, amr, loginTs, factors, startedAt };
  return toSessionView(JSON.parse(JSON.stringify(payload)) as JsonObject);
}

/** True when `prompt=none` asks for an answer without the user, and no sign-in stands behind the request. */
export function isSilent(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.prompts.has('none') && ctx.oidc.result === undefined;
}

/** True when the session's last authentication is older than `max_age`, by our clock. */
export function isTooOld(context: TenantContext, ctx: KoaContextWithOIDC, session: SessionView): boolean {
  const { maxAge } = toAuthenticationRequest(parametersOf(ctx), context.tenant);
  return maxAge !== undefined && context.options.clock.now() - session.authenticatedAt > maxAge * 1000;
}

/** Asks the engine once per request. */
export function verdictOn(
  context: TenantContext,
  ctx: KoaContextWithOIDC,
  session: SessionView,
): Promise<SessionVerdict> {
  const exchange = exchangeOf(ctx.req);
  exchange.verdict ??= askEngine(context, ctx, session);
  return exchange.verdict;
}

async function askEngine(
  context: TenantContext,
  ctx: KoaContextWithOIDC,
  session: SessionView,
): Promise<SessionVerdict> {
  if (isTooOld(context, ctx, session)) return { satisfied: false };
  const client = await findClient(context, String(ctx.oidc.client?.clientId));
  if (client === undefined) return { satisfied: false };
  const { tenant, options } = context;
  return options.hooks.evaluateSession({
    tenant,
    client,
    request: toAuthenticationRequest(parametersOf(ctx), tenant),
    session,
  });
}
