import type { IncomingMessage } from 'node:http';
import { TesseraError, createSecurityEvent, eventOrigin, hasSecureCookies, wantsEvents } from '@tessera/core';
import type { PerformedFactor, SessionFactors, Tessera } from '@tessera/core';
import { setBindingCookies } from '@tessera/express';
import type { PrometheusMetrics } from '@tessera/metrics-prometheus';
import { AuthorizationRequestError, AuthorizationServer } from '@tessera/oidc';
import type { AuthorizationServerHooks, ProtocolEvent, SessionView, StartCommand } from '@tessera/oidc';
import type { ServerSettings } from '../settings/server-settings.js';
import type { Adapters } from './engine.module.js';

export interface ProtocolDependencies {
  readonly settings: ServerSettings;
  readonly adapters: Adapters;
  readonly tessera: Tessera;
  readonly reportFault: (fault: { readonly tenantId: string; readonly cause: unknown }) => void;
  /** Counts the answers of the token endpoint. */
  readonly metrics?: Pick<PrometheusMetrics, 'tokenAnswered'> | undefined;
}

/** OAuth 2.0 / OpenID Connect over the engine. */
export function createAuthorizationServer(dependencies: ProtocolDependencies): AuthorizationServer {
  const { settings, adapters, tessera } = dependencies;
  const { stores } = adapters.storage;
  return new AuthorizationServer({
    publicUrl: settings.publicUrl,
    clock: adapters.clock,
    directory: stores.directory,
    users: stores.users,
    protocol: stores.protocol,
    keys: stores.signingKeys,
    digests: adapters.digests,
    randomness: tessera.dependencies.randomness,
    cookieKeys: settings.keys.cookie.map(({ secret }) => Buffer.from(secret).toString('base64url')),
    development: settings.profile === 'development',
    hooks: hooks(dependencies),
    ipAddressOf,
  });
}

function hooks({ settings, tessera, reportFault, metrics }: ProtocolDependencies): AuthorizationServerHooks {
  return {
    startAuthentication: (command) => start(settings, tessera, command),
    evaluateSession: ({ tenant, client, request, session }) =>
      tessera.evaluateSession.execute({ tenant, clientId: client.clientId, request, session: sessionFactors(session) }),
    verifyPassword: (command) => tessera.verifyPasswordGrant.execute(command),
    record: (event) => {
      if (metrics) countTokens(metrics, event);
      return record(tessera, event);
    },
    supportedAcrValues: (tenantId) => tessera.evaluateSession.acrValues(tenantId),
    reportFault,
  };
}

async function start(
  settings: ServerSettings,
  tessera: Tessera,
  command: StartCommand,
): Promise<{ readonly location: string }> {
  const { tenant, client, request, transactionId, session, req, res } = command;
  const ipAddress = ipAddressOf(req);
  const userAgent = req.headers['user-agent'];
  const { bindingSecret } = await tessera.startAuthentication
    .execute({
      tenantId: tenant.id,
      clientId: client.clientId,
      transactionId,
      request,
      caller: { ...(ipAddress === undefined ? {} : { ipAddress }), ...(userAgent === undefined ? {} : { userAgent }) },
      ...(session ? { session: sessionFactors(session) } : {}),
    })
    .catch((error: unknown): never => {
      throw refusalOf(error) ?? error;
    });
  setBindingCookies(req, res, bindingSecret, {
    tenant,
    transactionId,
    secure: hasSecureCookies(tenant.session, settings.publicUrl),
  });
  const page = new URL(`${tenant.ui.baseUrl ?? settings.publicUrl}/authorize`);
  page.searchParams.set('id', transactionId);
  if (tenant.ui.includeTenantId) page.searchParams.set('tenant_id', tenant.id);
  return { location: page.href };
}

/** What the client is told by redirect. */
function refusalOf(error: unknown): AuthorizationRequestError | undefined {
  if (!(error instanceof TesseraError) || error.code !== 'ERR_UNMET_ACR') return undefined;
  return new AuthorizationRequestError(
    'unmet_authentication_requirements',
    'The requested authentication level cannot be reached',
  );
}

function sessionFactors({ id, sub, factors }: SessionView): SessionFactors {
  return { sessionId: id, sub, factors: factors as readonly PerformedFactor[] };
}

/** Express has already weighed forwarded addresses against the trusted proxies. */
function ipAddressOf(req: IncomingMessage): string | undefined {
  return (req as { ip?: string }).ip ?? req.socket.remoteAddress;
}

function countTokens(metrics: Pick<PrometheusMetrics, 'tokenAnswered'>, { type, detail }: ProtocolEvent): void {
  const grantType = detail.grant_type ?? '';
  if (type === 'issue_token_success') metrics.tokenAnswered(grantType, 'issued');
  if (type === 'issue_token_failure') metrics.tokenAnswered(grantType, 'refused');
}

async function record({ dependencies }: Tessera, event: ProtocolEvent): Promise<void> {
  const { directory, users, events, clock } = dependencies;
  const [tenant, client, user] = await Promise.all([
    directory.findTenant(event.tenantId),
    event.clientId === undefined ? undefined : directory.findClient(event.tenantId, event.clientId),
    event.sub === undefined ? undefined : users.findById(event.tenantId, event.sub),
  ]);
  if (!tenant || !wantsEvents(tenant)) return;
  const context = {
    ...eventOrigin(tenant),
    ...(event.clientId === undefined
      ? {}
      : { client: { id: event.clientId, ...(client?.clientName === undefined ? {} : { name: client.clientName }) } }),
    transactionId: event.transactionId,
    ipAddress: event.ipAddress,
    userAgent: event.userAgent,
  };
  await events.append([
    createSecurityEvent({ type: event.type, user, detail: event.detail }, context, clock.now(), dependencies),
  ]);
}
