import type { KoaContextWithOIDC } from 'oidc-provider';
import { dropCookies } from '../http/answers.js';
import { COOKIES } from './configuration.js';
import { toRefusal } from './errors.js';
import { eventOf } from './event-listeners.js';
import { exchangeOf, type Exchange } from './exchange.js';
import type { TenantContext } from './tenant-context.js';

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>;

/** Routes that only ever answer JSON, whatever the caller accepts. */
const JSON_ROUTES: ReadonlySet<string> = new Set(['token', 'introspection', 'revocation', 'userinfo', 'jwks']);

/** Runs around the library: puts its answers into our form, records the events, and keeps faults for the caller of the server. */
export function afterLibrary(context: TenantContext): Middleware {
  return async (ctx, next) => {
    const exchange = exchangeOf(ctx.req);
    try {
      await next();
    } catch (error) {
      // The library catches what its routes throw, but not what fails when it stores the session after them. Koa would answer for it.
      exchange.fault = error;
      return withhold(ctx);
    }
    dropCookies(ctx.res, [COOKIES.interaction, COOKIES.resume]);
    if (ctx.status === 303) ctx.status = 302; // specification 4.2; the methods are the same, as only GET reaches these routes
    try {
      shapeRefusal(context, ctx, exchange);
      noteRevocation(context, ctx, exchange);
      await recordAll(context, exchange);
    } catch (error) {
      exchange.fault = error;
    }
    if (exchange.kind === 'finish') capture(ctx, exchange);
    else if (exchange.fault !== undefined) reportOrWithhold(context, ctx, exchange);
  };
}

function shapeRefusal({ tenant }: TenantContext, ctx: KoaContextWithOIDC, exchange: Exchange): void {
  const { error } = exchange;
  if (error === undefined || !JSON_ROUTES.has(ctx.oidc.route)) return;
  if (error.error === 'unsupported_token_type') return answerUnknownToken(ctx);
  const { status, error: code, description } = toRefusal(ctx, error, tenant);
  ctx.status = status;
  ctx.body = { error: code, error_description: description };
  ctx.set('Cache-Control', 'no-store');
  if (ctx.oidc.route === 'userinfo') {
    const realm = `Bearer realm="${ctx.oidc.issuer}"`;
    // RFC 6750 §3.1: no error code when no token was presented.
    const isBare = error.error_description === 'no access token provided';
    ctx.set('WWW-Authenticate', isBare ? realm : `${realm}, error="${code}", error_description="${description}"`);
  } else if (status === 401 && ctx.headers.authorization !== undefined) {
    ctx.set(
      'WWW-Authenticate',
      `Basic realm="${ctx.oidc.issuer}", error="${code}", error_description="${description}"`,
    );
  }
}

/** A JWT is none of our access or refresh tokens: for introspection and revocation it is a token like any other that is not known. */
function answerUnknownToken(ctx: KoaContextWithOIDC): void {
  ctx.status = 200;
  ctx.body = ctx.oidc.route === 'introspection' ? { active: false } : '';
}

function noteRevocation(context: TenantContext, ctx: KoaContextWithOIDC, exchange: Exchange): void {
  if (exchange.error !== undefined || ctx.oidc?.route !== 'revocation') return;
  const { AccessToken, RefreshToken, ClientCredentials, Client } = ctx.oidc.entities;
  const token = RefreshToken ?? AccessToken ?? ClientCredentials;
  if (token === undefined || token.clientId !== Client?.clientId) return;
  const sub = RefreshToken?.accountId ?? AccessToken?.accountId;
  exchange.events.push(eventOf(context, ctx, { type: 'revoke_token', ...(sub !== undefined && { sub }), detail: {} }));
}

/** Before the answer leaves: what has been answered can be queried (specification 6.1). */
async function recordAll({ options }: TenantContext, { events }: Exchange): Promise<void> {
  for (const event of events.splice(0)) await options.hooks.record(event);
}

/** Keeps the redirect for {@link finishAuthorization} and leaves the response unwritten, but for its cookies. */
function capture(ctx: KoaContextWithOIDC, exchange: Exchange): void {
  const location = ctx.response.get('Location');
  exchange.captured = { status: ctx.status, ...(location !== '' && { location }) };
  withhold(ctx);
}

function reportOrWithhold({ options, tenant }: TenantContext, ctx: KoaContextWithOIDC, exchange: Exchange): void {
  if (ctx.status !== 302) return withhold(ctx);
  options.hooks.reportFault?.({ tenantId: tenant.id, cause: exchange.fault });
  exchange.fault = undefined;
}

function withhold(ctx: KoaContextWithOIDC): void {
  for (const name of ['Location', 'Content-Type', 'Content-Length', 'WWW-Authenticate']) ctx.remove(name);
  ctx.respond = false;
  ctx.res.statusCode = 200;
}
