import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, Session } from 'oidc-provider';
import { isActiveStatus, type Instant } from '@tessera/core';
import { toAmr } from '../amr.js';
import type { ProtocolEvent } from '../events.js';
import type { Refusal } from '../http/answers.js';
import { ROUTES } from '../http/routes.js';
import { COOKIES, cookieSigner } from '../provider/configuration.js';
import type { SignInResult } from '../provider/grants.js';
import { findClient } from '../provider/tenant-context.js';
import type { TenantProvider } from '../provider/tenant-provider.js';
import { browserSession, withoutSessionCookie } from '../session/browser-session.js';
import type { SessionFactor } from '../session/session-view.js';
import { UNKNOWN_CLIENT, UNKNOWN_REDIRECT_URI } from './prepare-authorization.js';

export interface DenyInput {
  readonly tenantId: string;
  readonly transactionId: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

export interface FinishInput extends DenyInput {
  readonly login: {
    /** Of a stored, active user. */
    readonly sub: string;
    /** Methods performed, in order of first success. */
    readonly methods: readonly string[];
    readonly acr?: string;
    /** Last successful authentication, carried factors included. */
    readonly authenticatedAt: Instant;
    /** Every success that this sign-in stands on; united with those of a session of the same user. */
    readonly factors: readonly SessionFactor[];
    /** When a code sent to the user's own number or address was entered in this very sign-in. */
    readonly oneTimeCodeAt?: Instant;
    /** Nothing was proved: the session is used, not raised. */
    readonly bySessionAlone?: boolean;
  };
  readonly deniedScopes?: readonly string[];
}

export type FinishResult =
  /** The browser goes here. `error` when the client is told of an error, e.g. because every scope was denied. */
  | { readonly kind: 'redirect'; readonly redirectUri: string; readonly error?: string }
  /** Nothing was issued; the transaction can still be finished. */
  | ({ readonly kind: 'refused' } & Refusal);

const NOT_FOUND: Refusal = {
  status: 404,
  error: 'invalid_request',
  description: 'Authentication transaction not found',
};
const OTHER_USER: Refusal = {
  status: 400,
  error: 'invalid_request',
  description: 'User is not the same as the request',
};
const INACTIVE: Refusal = { status: 403, error: 'access_denied', description: 'The user is not active' };

/** Issues the code for a transaction that the caller has taken, and creates or raises the SSO session. */
export async function finishAuthorization(tenant: TenantProvider, input: FinishInput): Promise<FinishResult> {
  const { login, deniedScopes = [], req, res } = input;
  const { options, tenant: settings } = tenant.context;
  const found = await findInteraction(tenant, input.transactionId);
  if ('status' in found) return { kind: 'refused', ...found };
  const user = await options.users.findById(settings.id, login.sub);
  if (user === undefined || !isActiveStatus(user.status)) return { kind: 'refused', ...INACTIVE };

  const session = await browserSession(tenant, req, res);
  const isSameUser = session?.accountId === login.sub;
  const former = session !== undefined && !isSameUser ? session : undefined;
  if (former !== undefined && settings.session.switchPolicy === 'STRICT' && (await isOfActiveUser(tenant, former)))
    return refuseSwitch(tenant, input, String(found.params['client_id']));
  const result: SignInResult = {
    login: {
      accountId: login.sub,
      ts: Math.floor(login.authenticatedAt / 1000),
      amr: toAmr(login.methods, settings.amrFormat),
      ...(login.acr !== undefined && { acr: login.acr }),
      factors: login.factors,
      ...(login.oneTimeCodeAt !== undefined && { oneTimeCodeAt: login.oneTimeCodeAt }),
    },
    consent: { denied_scopes: deniedScopes.filter((scope) => scope !== 'openid') },
  };
  // The library is not shown that session: it would answer with a page that logs the other user out by script.
  if (former !== undefined && settings.session.switchPolicy !== 'MULTI_SESSION') {
    await former.destroy();
    await record(tenant, input, { type: 'session_end', sub: String(former.accountId) });
  }
  const answer = await resume(tenant, found, input, { result, keepsSession: isSameUser });
  const isRaised = !isSameUser || login.bySessionAlone !== true;
  if (isRaised && answer.kind === 'redirect' && answer.error === undefined) {
    await record(tenant, input, { type: isSameUser ? 'session_step_up' : 'session_start', sub: login.sub });
  }
  return answer;
}

/** A session whose user can no longer sign in keeps nobody out. */
async function isOfActiveUser({ context }: TenantProvider, { accountId }: Session): Promise<boolean> {
  const user = await context.options.users.findById(context.tenant.id, String(accountId));
  return user !== undefined && isActiveStatus(user.status);
}

async function refuseSwitch(tenant: TenantProvider, input: FinishInput, clientId: string): Promise<FinishResult> {
  const { status, error, description } = OTHER_USER;
  const type = input.login.bySessionAlone === true ? 'oauth_authorize_with_session_failure' : 'authorize_failure';
  await record(tenant, input, {
    type,
    sub: input.login.sub,
    clientId,
    detail: { reason: 'user_mismatch', status, error },
  });
  return { kind: 'refused', status, error, description };
}

/** Ends a transaction that the caller has taken: the client is told `access_denied`. */
export async function denyAuthorization(tenant: TenantProvider, input: DenyInput): Promise<FinishResult> {
  const found = await findInteraction(tenant, input.transactionId);
  if ('status' in found) return { kind: 'refused', ...found };
  const result = { error: 'access_denied', error_description: 'The request was denied' };
  return resume(tenant, found, input, { result, keepsSession: true });
}

async function findInteraction(tenant: TenantProvider, id: string): Promise<Interaction | Refusal> {
  const interaction = await tenant.provider.Interaction.find(id);
  if (interaction === undefined) return NOT_FOUND;
  const { client_id: clientId, redirect_uri: redirectUri } = interaction.params;
  const client = await findClient(tenant.context, String(clientId));
  if (client === undefined) return UNKNOWN_CLIENT;
  return client.redirectUris.includes(String(redirectUri)) ? interaction : UNKNOWN_REDIRECT_URI;
}

interface Resumption {
  readonly result: SignInResult | { readonly error: string; readonly error_description: string };
  /** Whether the library may see the session's cookie. */
  readonly keepsSession: boolean;
}

/**
 * Emulates the browser coming back from the sign-in page, with the cookie that the start had made for it. Everything that the library
 * checks at this point is checked.
 */
async function resume(
  tenant: TenantProvider,
  interaction: Interaction,
  input: DenyInput,
  { result, keepsSession }: Resumption,
): Promise<FinishResult> {
  const { req, res } = input;
  // The session of the start does not bind the finish: the browser's session as of now is what is raised or replaced.
  interaction.session = undefined;
  interaction.result = 'error' in result ? { ...result } : { ...result, select_account: {}, create: {} };
  await interaction.persist();
  const browserCookies = keepsSession
    ? req.headers.cookie
    : withoutSessionCookie(req.headers.cookie, tenant.context.sessionCookie);
  const cookie = [browserCookies, resumeCookie(tenant, interaction.uid)]
    .filter((part) => part !== undefined)
    .join('; ');
  const url = `${ROUTES.authorization}/${encodeURIComponent(interaction.uid)}`;
  const { captured, error } = await tenant.serve(req, res, { method: 'GET', url, cookie }, 'finish');
  if (captured?.location === undefined || error?.error === 'interaction_required') {
    return {
      kind: 'refused',
      status: 400,
      error: error?.error ?? 'server_error',
      description: error?.error_description ?? 'The request cannot be finished',
    };
  }
  return {
    kind: 'redirect',
    redirectUri: captured.location,
    ...(error?.error !== undefined && { error: error.error }),
  };
}

function resumeCookie({ context }: TenantProvider, uid: string): string {
  const pair = `${COOKIES.resume}=${uid}`;
  return `${pair}; ${COOKIES.resume}.sig=${cookieSigner(context.options.cookieKeys).sign(pair)}`;
}

async function record(
  { context }: TenantProvider,
  { transactionId }: DenyInput,
  event: Pick<ProtocolEvent, 'type' | 'sub' | 'clientId'> & Partial<Pick<ProtocolEvent, 'detail'>>,
): Promise<void> {
  await context.options.hooks.record({ detail: {}, ...event, tenantId: context.tenant.id, transactionId });
}
