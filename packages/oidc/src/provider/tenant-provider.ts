import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OIDCContext } from 'oidc-provider';
import type { Tenant } from '@tessera/core';
import { presentAs, type Presentation } from '../http/present-as.js';
import type { AuthorizationServerOptions } from '../options.js';
import { afterLibrary } from './after-library.js';
import { registerClientCredentials } from './client-credentials-grant.js';
import { configurationFor } from './configuration.js';
import { listenTo } from './event-listeners.js';
import { openExchange, type Exchange } from './exchange.js';
import { issueJwts } from './jwt-access-tokens.js';
import { Provider } from './library.js';
import { keepSessionsConsistent } from './session-saving.js';
import { registerPasswordGrant } from './password-grant.js';
import { loadSigningKeys } from './signing-keys.js';
import { inLibraryContext } from './library-context.js';
import { tenantContext, type TenantContext } from './tenant-context.js';

type Callback = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** The library, set up for one version of one tenant. Holds no state beyond caches. */
export class TenantProvider {
  readonly context: TenantContext;
  readonly provider: Provider;
  readonly #callback: Callback;

  constructor(context: TenantContext) {
    this.context = context;
    this.provider = new Provider(context.issuer, configurationFor(context));
    // Trusts forwarded headers, which presentAs has replaced by what the issuer says.
    this.provider.proxy = true;
    extendLibrary(this.provider);
    issueJwts(this.provider, context);
    if (context.hasSecureCookies) allowSecureCookies(this.provider);
    registerClientCredentials(this.provider, context);
    registerPasswordGrant(this.provider, context);
    listenTo(this.provider, context);
    this.provider.use(afterLibrary(context) as Parameters<Provider['use']>[0]);
    this.#callback = this.provider.callback();
  }

  static async open(options: AuthorizationServerOptions, tenant: Tenant): Promise<TenantProvider> {
    const keys = await loadSigningKeys(tenant, options.keys, options.clock);
    return new TenantProvider(tenantContext(options, tenant, keys));
  }

  /** Lets the library answer. Throws what is a fault and not a refusal; nothing has been written then. */
  async serve(
    req: IncomingMessage,
    res: ServerResponse,
    shown: Presentation,
    kind: Exchange['kind'] = 'serve',
  ): Promise<Exchange> {
    const exchange = openExchange(req, { kind, ...this.#caller(req), events: [] });
    await presentAs(this.context, req, shown, () => inLibraryContext(() => this.#callback(req, res)));
    if (exchange.fault !== undefined) throw exchange.fault as Error;
    return exchange;
  }

  #caller(req: IncomingMessage): { ipAddress?: string; userAgent?: string } {
    const { ipAddressOf } = this.context.options;
    const ipAddress = ipAddressOf === undefined ? req.socket.remoteAddress : ipAddressOf(req);
    const userAgent = req.headers['user-agent'];
    return { ...(ipAddress !== undefined && { ipAddress }), ...(userAgent !== undefined && { userAgent }) };
  }
}

/** The places where the library's own extension points do not reach. All are covered by tests. */
function extendLibrary(provider: Provider): void {
  // Only properties listed here are kept with a session; ours travel in the same write.
  const { IN_PAYLOAD } = provider.Session;
  Object.defineProperty(provider.Session, 'IN_PAYLOAD', { value: [...IN_PAYLOAD, 'factors', 'startedAt'] });
  keepSessionsConsistent(provider);
  // Scopes that are not in the configuration are dropped from a request. Which ones exist is in the clients' records, and the request
  // has been reduced to those of its client.
  const { prototype } = (provider as unknown as { OIDCContext: { prototype: OIDCContext } }).OIDCContext;
  Object.defineProperty(prototype, 'requestParamOIDCScopes', {
    get(this: OIDCContext) {
      return this.requestParamScopes;
    },
  });
}

/** Koa refuses `Secure` on what it takes for plain http; nothing but its cookies asks it. */
function allowSecureCookies(provider: Provider): void {
  Object.defineProperty(provider.request, 'secure', { get: () => true });
}
