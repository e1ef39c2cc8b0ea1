import type { IncomingMessage, ServerResponse } from 'node:http';
import { isActiveStatus, TesseraError, type Client, type JsonObject } from '@tessera/core';
import { verifyBearer, type VerifiedToken } from './bearer.js';
import { discoveryDocument } from './discovery.js';
import {
  denyAuthorization,
  finishAuthorization,
  type DenyInput,
  type FinishInput,
  type FinishResult,
} from './flow/finish-authorization.js';
import { prepareAuthorization } from './flow/prepare-authorization.js';
import { sendJson, sendPageOrRefusal, sendRefusal, setSecurityHeaders, type Refusal } from './http/answers.js';
import { formRefusal } from './http/form.js';
import { matchRoute, type RouteMatch } from './http/routes.js';
import type { AuthorizationServerOptions } from './options.js';
import { clientViolation } from './provider/client-violation.js';
import { keyViolation } from './provider/key-violation.js';
import type { TenantProvider } from './provider/tenant-provider.js';
import { TenantProviders } from './provider/tenant-providers.js';
import { logout } from './session/logout.js';
import { toSessionView, type SessionView } from './session/session-view.js';

const TENANT_NOT_FOUND: Refusal = { status: 404, error: 'invalid_request', description: 'Tenant not found' };
const UNKNOWN_ROUTE: Refusal = { status: 404, error: 'not_found', description: 'Resource not found' };
const WRONG_METHOD: Refusal = { status: 405, error: 'invalid_request', description: 'The method is not allowed' };

type Route = Extract<RouteMatch, { kind: 'route' }>;

/** OAuth 2.0 and OpenID Connect for all tenants, on Node's own requests and responses. */
export class AuthorizationServer {
  readonly #options: AuthorizationServerOptions;
  readonly #tenants: TenantProviders;

  constructor(options: AuthorizationServerOptions) {
    if (options.cookieKeys.length === 0)
      throw new TesseraError('ERR_SERVER_CONFIGURATION', 'cookieKeys must hold at least one key');
    this.#options = { ...options, publicUrl: options.publicUrl.replace(/\/+$/, '') };
    this.#tenants = new TenantProviders(this.#options);
  }

  /**
   * Answers a protocol route of a tenant (specification 4.1): start, tokens, introspection, revocation, userinfo, keys, logout, discovery.
   * The body must be unread. Refusals are answered; a fault (`ERR_STORE_UNAVAILABLE`, …) is thrown and nothing has been written then.
   */
  async handle(tenantId: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const tenant = await this.#tenants.find(tenantId);
    if (tenant === undefined) return sendRefusal(res, TENANT_NOT_FOUND);
    const { isSecure, issuerPath } = tenant.context;
    setSecurityHeaders(res, isSecure);
    const url = (req as { originalUrl?: string }).originalUrl ?? req.url ?? '/';
    const route = matchRoute(req.method ?? 'GET', url, issuerPath, tenantId);
    if (route.kind === 'unknown') return sendRefusal(res, UNKNOWN_ROUTE);
    if (route.kind === 'wrong_method') return sendRefusal(res, WRONG_METHOD, { Allow: route.allowed.join(', ') });
    return this.#answer(tenant, route, req, res);
  }

  /**
   * Issues the code for transaction `transactionId` and creates or raises the SSO session. Works without the browser's cookies. The caller
   * has taken the transaction, so that of parallel calls one gets here, and has stored the user. Writes nothing but the session's
   * `Set-Cookie` to `res`: the caller records what it has to and then answers `{"redirect_uri": …}` or the refusal.
   */
  async finish(input: FinishInput): Promise<FinishResult> {
    const tenant = await this.#tenants.find(input.tenantId);
    return tenant === undefined ? { kind: 'refused', ...TENANT_NOT_FOUND } : finishAuthorization(tenant, input);
  }

  /** Ends a transaction with `access_denied` for the client; otherwise like {@link finish}. */
  async deny(input: DenyInput): Promise<FinishResult> {
    const tenant = await this.#tenants.find(input.tenantId);
    return tenant === undefined ? { kind: 'refused', ...TENANT_NOT_FOUND } : denyAuthorization(tenant, input);
  }

  /** Undefined for anything but a living access token of this tenant. */
  async verifyBearer(tenantId: string, token: string): Promise<VerifiedToken | undefined> {
    const tenant = await this.#tenants.find(tenantId);
    return tenant && verifyBearer(tenant, token);
  }

  /** A live session of an active user by {@link SessionView.id}; undefined once it has ended, whatever the reason. */
  async findSession(tenantId: string, sessionId: string): Promise<SessionView | undefined> {
    const { protocol, clock, users } = this.#options;
    const artifact = await protocol.findByUid(tenantId, 'Session', sessionId, clock.now());
    const session = artifact && toSessionView(artifact.payload);
    const user = session && (await users.findById(tenantId, session.sub));
    return user !== undefined && isActiveStatus(user.status) ? session : undefined;
  }

  /** Ends all sessions of a user and revokes every token issued for them: after a change of password or status. */
  async revokeSessions(tenantId: string, sub: string): Promise<void> {
    await this.#options.protocol.removeByAccount(tenantId, sub);
    await this.#options.hooks.record({ type: 'session_end', tenantId, sub, detail: {} });
  }

  /** What is wrong with a client, if anything; to be asked before it is stored, as a broken one would only surface at a login. */
  async clientViolation(client: Client): Promise<string | undefined> {
    const tenant = await this.#tenants.find(client.tenantId);
    return tenant === undefined ? 'the tenant is unknown' : clientViolation(tenant, client);
  }

  /** What is wrong with a private key that a tenant brings, if anything; to be asked before it is stored. */
  async signingKeyViolation(jwk: JsonObject): Promise<string | undefined> {
    return keyViolation(jwk);
  }

  /** Makes a change of the tenant's keys take effect with its next request. A new tenant version does so by itself. */
  forget(tenantId: string): void {
    this.#tenants.forget(tenantId);
  }

  async #answer(tenant: TenantProvider, route: Route, req: IncomingMessage, res: ServerResponse): Promise<void> {
    switch (route.name) {
      case 'discovery': {
        const acrValues = await this.#options.hooks.supportedAcrValues(tenant.context.tenant.id);
        return sendJson(res, 200, discoveryDocument(tenant.context, acrValues), { 'Access-Control-Allow-Origin': '*' });
      }
      case 'end_session':
        return logout(tenant, req, res, route.query);
      case 'authorization':
        return this.#start(tenant, route, req, res);
      default: {
        const refusal = req.method === 'POST' ? formRefusal(req) : undefined;
        if (refusal !== undefined) return sendRefusal(res, { ...refusal, error: 'invalid_request' });
        await tenant.serve(req, res, { url: route.query === '' ? route.path : `${route.path}?${route.query}` });
      }
    }
  }

  async #start(tenant: TenantProvider, route: Route, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const prepared = await prepareAuthorization(tenant.context, req, route.query);
    if (prepared.refusal !== undefined) return sendPageOrRefusal(req, res, prepared.refusal);
    // A form is continued as a query: the library would refuse it over plain http.
    await tenant.serve(req, res, { method: 'GET', url: `${route.path}?${prepared.query}` });
  }
}
