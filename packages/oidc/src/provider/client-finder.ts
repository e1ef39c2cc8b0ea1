import type { AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { isListed, type Client } from '@tessera/core';
import { toClientMetadata } from './client-metadata.js';
import { hideJwt } from './jwt-access-tokens.js';
import { Provider } from './library.js';
import { findClient, findClientNamed, type TenantContext } from './tenant-context.js';

/** Where clients name themselves and authenticate. */
const CLIENT_ROUTES: ReadonlySet<string> = new Set(['token', 'introspection', 'revocation']);

/**
 * Finds clients for the library, by id or, where a client names itself, by alias. The library asks for the client when it has read the
 * parameters and has checked nothing else, which makes this the place for what a tenant's authorization server leaves out.
 */
export function clientFinder(context: TenantContext): (name: string) => Promise<AdapterPayload | undefined> {
  return async (name) => {
    const { ctx } = Provider;
    const isNamed = ctx?.oidc !== undefined && CLIENT_ROUTES.has(ctx.oidc.route);
    if (!isNamed) return metadata(context, await findClient(context, name));
    hideJwt(ctx);
    // An answer that says the method is wrong would tell that the client exists.
    if (!isListed(context.tenant, 'token_endpoint_auth_methods_supported', methodOf(ctx))) return undefined;
    return metadata(context, await findClientNamed(context, name));
  };
}

function metadata({ tenant }: TenantContext, client: Client | undefined): AdapterPayload | undefined {
  return client && toClientMetadata(client, tenant);
}

/** How this request authenticates its client, in the order in which the library looks. */
function methodOf(ctx: KoaContextWithOIDC): string {
  if (ctx.oidc.params?.['client_secret']) return 'client_secret_post';
  return ctx.headers.authorization === undefined ? 'none' : 'client_secret_basic';
}
