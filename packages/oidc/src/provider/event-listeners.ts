import type { errors, KoaContextWithOIDC } from 'oidc-provider';
import type { ProtocolEvent } from '../events.js';
import { parametersOf } from './authorization-parameters.js';
import { exchangeOf } from './exchange.js';
import type { Provider } from './library.js';
import { ALREADY_USED } from './protocol-adapter.js';
import type { TenantContext } from './tenant-context.js';

type Refusal = errors.OIDCProviderError;

/** An event about this request. */
export function eventOf(
  { tenant }: TenantContext,
  ctx: KoaContextWithOIDC,
  event: Pick<ProtocolEvent, 'type' | 'sub' | 'detail'>,
): ProtocolEvent {
  const { ipAddress, userAgent } = exchangeOf(ctx.req);
  const clientId = ctx.oidc.client?.clientId;
  return {
    tenantId: tenant.id,
    ...(clientId !== undefined && { clientId }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(userAgent !== undefined && { userAgent }),
    ...event,
  };
}

/** Notes what the library tells while it works; the notes are acted upon when it is done, see `afterLibrary`. */
export function listenTo(provider: Provider, context: TenantContext): void {
  const note = (ctx: KoaContextWithOIDC, event: Pick<ProtocolEvent, 'type' | 'sub' | 'detail'>): void => {
    exchangeOf(ctx.req).events.push(eventOf(context, ctx, event));
  };
  const noteError = (ctx: KoaContextWithOIDC, error: Refusal): void => {
    exchangeOf(ctx.req).error = error;
  };
  provider.on('grant.success', (ctx) => note(ctx, { type: 'issue_token_success', ...issuance(ctx) }));
  provider.on('grant.error', (ctx, error) => {
    noteError(ctx, error);
    const reuse = reuseEvent(error);
    if (reuse !== undefined) note(ctx, { type: reuse, ...subjectOf(ctx), detail: {} });
    const detail = { error: error.error, status: error.statusCode, ...grantType(ctx) };
    note(ctx, { type: 'issue_token_failure', ...subjectOf(ctx), detail });
  });
  provider.on('introspection.error', noteError);
  provider.on('revocation.error', noteError);
  provider.on('userinfo.error', noteError);
  provider.on('authorization.success', (ctx) => {
    if (exchangeOf(ctx.req).kind === 'serve') note(ctx, { type: 'oauth_authorize_with_session', ...issuance(ctx) });
  });
  provider.on('authorization.error', (ctx, error) => {
    noteError(ctx, error);
    if (parametersOf(ctx)['prompt'] !== 'none') return;
    note(ctx, { type: 'oauth_authorize_with_session_failure', ...subjectOf(ctx), detail: { error: error.error } });
  });
  provider.on('server_error', (ctx, fault) => {
    exchangeOf(ctx.req).fault = fault;
  });
  // Whatever fails after the library is already noted as a fault; Koa would print it.
  (provider as { on(name: 'error', listener: () => void): unknown }).on('error', () => undefined);
}

function reuseEvent({ error_detail: detail }: Refusal): ProtocolEvent['type'] | undefined {
  if (detail === ALREADY_USED['AuthorizationCode']) return 'authorization_code_reuse_detected';
  if (detail === ALREADY_USED['RefreshToken']) return 'refresh_token_reuse_detected';
  return undefined;
}

function issuance(ctx: KoaContextWithOIDC): Pick<ProtocolEvent, 'sub' | 'detail'> {
  const { AccessToken, ClientCredentials, AuthorizationCode } = ctx.oidc.entities;
  const scope = (AccessToken ?? ClientCredentials ?? AuthorizationCode)?.scope;
  const { acr, amr } = (AccessToken?.extra ?? AuthorizationCode ?? {}) as { acr?: string; amr?: readonly string[] };
  return {
    ...subjectOf(ctx),
    detail: {
      ...grantType(ctx),
      ...(scope !== undefined && { scope }),
      ...(acr !== undefined && { acr }),
      ...(amr !== undefined && { amr }),
    },
  };
}

function subjectOf(ctx: KoaContextWithOIDC): Pick<ProtocolEvent, 'sub'> {
  const sub = ctx.oidc.account?.accountId ?? ctx.oidc.entities.RefreshToken?.accountId;
  return sub === undefined ? {} : { sub };
}

function grantType(ctx: KoaContextWithOIDC): { readonly grant_type?: string } {
  const value = parametersOf(ctx)['grant_type'];
  return typeof value === 'string' ? { grant_type: value } : {};
}
