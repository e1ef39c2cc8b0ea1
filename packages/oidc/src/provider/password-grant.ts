import type { Grant, TokenEndpointGrantContext } from 'oidc-provider';
import type { Client } from '@tessera/core';
import { toAmr } from '../amr.js';
import type { PasswordCommand } from '../options.js';
import { accountFinder } from './accounts.js';
import { requestedScopes } from './client-credentials-grant.js';
import { exchangeOf, type Exchange } from './exchange.js';
import { ProtocolError, type Provider } from './library.js';
import { findClient, type TenantContext } from './tenant-context.js';

type Login = NonNullable<Exchange['login']>;
type Context = TokenEndpointGrantContext<{ username?: string; password?: string }>;

/** RFC 6749 §4.3, for clients that list the grant. Who may sign in with a password alone is the policy's to say. */
export function registerPasswordGrant(provider: Provider, context: TenantContext): void {
  provider.registerGrantType<{ username?: string; password?: string }>(
    'password',
    async (ctx) => {
      const { username, password } = ctx.oidc.params;
      if (username === undefined) throw missing('username');
      if (password === undefined) throw missing('password');
      const scopes = await requestedScopes(context, ctx);
      const { withheldScopes, ...login } = await signIn(context, ctx, { username, password, scopes });
      const granted = scopes.filter((scope) => !withheldScopes.includes(scope));
      if (granted.length === 0) throw new ProtocolError('invalid_scope', 'The requested scope is not allowed');
      exchangeOf(ctx.req).login = login;
      ctx.body = await issue(provider, ctx, login, granted);
    },
    ['username', 'password', 'scope'],
  );
}

function missing(name: string): Error {
  return new ProtocolError('invalid_request', `Missing or repeated parameter '${name}'`);
}

async function signIn(
  context: TenantContext,
  ctx: Context,
  credentials: Pick<PasswordCommand, 'username' | 'password' | 'scopes'>,
): Promise<Login & { readonly withheldScopes: readonly string[] }> {
  const { options, tenant } = context;
  const { ipAddress, userAgent } = exchangeOf(ctx.req);
  const client = (await findClient(context, ctx.oidc.client.clientId)) as Client;
  const verdict = await options.hooks.verifyPassword({
    tenant,
    client,
    ...credentials,
    ...(ipAddress !== undefined && { ipAddress }),
    ...(userAgent !== undefined && { userAgent }),
  });
  if (verdict.kind === 'refused') throw new ProtocolError('invalid_grant', verdict.description);
  const account = await accountFinder(tenant.id, options.users)(ctx, verdict.sub);
  if (account === undefined) throw new ProtocolError('invalid_grant', 'Invalid username or password');
  ctx.oidc.entity('Account', account);
  const { acr, methods, withheldScopes = [], authenticatedAt } = verdict;
  return { ...(acr !== undefined && { acr }), amr: toAmr(methods, tenant.amrFormat), authenticatedAt, withheldScopes };
}

async function issue(
  provider: Provider,
  ctx: Context,
  login: Login,
  scopes: readonly string[],
): Promise<Record<string, unknown>> {
  const { client, account } = ctx.oidc;
  const accountId = String(account?.accountId);
  const scope = scopes.join(' ');
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(scope);
  const common = { client, accountId, grantId: await grant.save(), gty: 'password', scope };
  ctx.oidc.entity('Grant', grant);
  const accessToken = new provider.AccessToken(common);
  ctx.oidc.entity('AccessToken', accessToken);
  const access_token = await accessToken.save();
  const authentication = { ...login, amr: [...login.amr], authTime: Math.floor(login.authenticatedAt / 1000) };
  const refresh_token = client.grantTypeAllowed('refresh_token')
    ? await new provider.RefreshToken({ ...common, ...authentication, rotations: 0 }).save()
    : undefined;
  const id_token = scopes.includes('openid') ? await idToken(provider, ctx, grant, authentication) : undefined;
  return {
    access_token,
    token_type: accessToken.tokenType,
    expires_in: accessToken.expiration,
    refresh_token,
    scope,
    id_token,
  };
}

async function idToken(
  provider: Provider,
  ctx: Context,
  grant: Grant,
  { acr, amr, authTime }: { readonly acr?: string; readonly amr: readonly string[]; readonly authTime: number },
): Promise<string> {
  const claims = await ctx.oidc.account?.claims('id_token', 'openid', {}, grant.getRejectedOIDCClaims());
  const token = new provider.IdToken({ ...claims, acr, amr, auth_time: authTime }, { ctx });
  // `scope` selects the claims that go in; the declarations of the library leave it out.
  Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
  return token.issue({ use: 'idtoken' });
}
