import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '@tessera/core';
import { escapeHtml, sendPage, sendRefusal, type Refusal } from '../http/answers.js';
import { readForm } from '../http/form.js';
import { ROUTES } from '../http/routes.js';
import { findClientNamed, type TenantContext } from '../provider/tenant-context.js';
import type { TenantProvider } from '../provider/tenant-provider.js';
import { browserSession } from './browser-session.js';

interface LogoutRequest {
  readonly parameters: URLSearchParams;
  readonly client?: Client;
  /** Subject of a valid id_token of this issuer; its age does not matter. */
  readonly hintedSub?: string;
}

const REMEMBERED = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state'] as const;

/**
 * OpenID Connect RP-Initiated Logout, specification 4.10. A valid `id_token_hint` of the session's user ends the session at once; without
 * one only a POST from our own origin does, so that no other site can log anybody out.
 */
export async function logout(
  tenant: TenantProvider,
  req: IncomingMessage,
  res: ServerResponse,
  query: string,
): Promise<void> {
  const read = req.method === 'POST' ? await readForm(req) : { form: new URLSearchParams(query) };
  if (!('form' in read))
    return sendRefusal(res, { status: read.status, error: 'invalid_request', description: read.description });
  const request = await checkRequest(tenant, read.form);
  if ('status' in request) return sendRefusal(res, request);

  const session = await browserSession(tenant, req, res);
  const mayEnd = session === undefined || request.hintedSub === session.accountId || isSameOriginPost(tenant, req);
  if (!mayEnd) return sendPage(res, 200, 'Sign out', confirmation(tenant, request));
  if (session !== undefined) {
    await session.destroy();
    const { options, tenant: settings } = tenant.context;
    await options.hooks.record({
      type: 'session_end',
      tenantId: settings.id,
      sub: String(session.accountId),
      ...(request.client !== undefined && { clientId: request.client.clientId }),
      detail: {},
    });
  }
  clearSessionCookie(tenant, req, res);
  answerEnd(res, request.parameters);
}

async function checkRequest(tenant: TenantProvider, parameters: URLSearchParams): Promise<LogoutRequest | Refusal> {
  const repeated = REMEMBERED.find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return refusal(`Missing or repeated parameter '${repeated}'`);
  const hint = parameters.get('id_token_hint');
  const hinted = hint === null ? undefined : await validateHint(tenant, hint);
  if (hint !== null && hinted === undefined) return refusal('id_token_hint is invalid');
  const clientId = parameters.get('client_id') ?? hinted?.clientId;
  const client = clientId === undefined ? undefined : await findClientNamed(tenant.context, clientId);
  if (hinted !== undefined && (client?.clientId ?? clientId) !== hinted.clientId)
    return refusal('client_id does not match id_token_hint');
  if (clientId !== undefined && client === undefined) return refusal('client_id is unknown');
  const target = parameters.get('post_logout_redirect_uri');
  if (target !== null && client?.postLogoutRedirectUris.includes(target) !== true) {
    return refusal('post_logout_redirect_uri is not registered');
  }
  return {
    parameters,
    ...(client !== undefined && { client }),
    ...(hinted !== undefined && { hintedSub: hinted.sub }),
  };
}

function refusal(description: string): Refusal {
  return { status: 400, error: 'invalid_request', description };
}

async function validateHint(
  { provider }: TenantProvider,
  hint: string,
): Promise<{ clientId: string; sub: string } | undefined> {
  try {
    const [, claims = ''] = hint.split('.');
    const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { aud?: unknown };
    const client = await provider.Client.find(String(aud));
    if (client === undefined) return undefined;
    const { payload } = await provider.IdToken.validate(hint, client);
    return { clientId: client.clientId, sub: String(payload['sub']) };
  } catch {
    return undefined; // whatever is wrong with it, it proves nothing
  }
}

function isSameOriginPost({ context }: TenantProvider, req: IncomingMessage): boolean {
  if (req.method !== 'POST') return false;
  const { origin } = req.headers;
  if (origin === undefined) return req.headers['sec-fetch-site'] === 'same-origin';
  return [context.base, publishedLogout(context)].some((address) => new URL(address).origin === origin);
}

function clearSessionCookie({ provider, context }: TenantProvider, req: IncomingMessage, res: ServerResponse): void {
  const { cookies } = provider.createContext(req, res);
  cookies.secure = context.hasSecureCookies;
  cookies.set(context.sessionCookie, null, {
    path: `${context.issuerPath}/`,
    httpOnly: true,
    sameSite: 'lax',
    signed: true,
  });
}

function answerEnd(res: ServerResponse, parameters: URLSearchParams): void {
  const target = parameters.get('post_logout_redirect_uri');
  if (target === null) return sendPage(res, 200, 'Signed out', '<p>You are signed out.</p>');
  const location = new URL(target);
  const state = parameters.get('state');
  if (state !== null) location.searchParams.set('state', state);
  res.writeHead(302, { Location: location.href, 'Cache-Control': 'no-store', 'Content-Length': 0 });
  res.end();
}

/** Where browsers are sent to sign out: behind a proxy, not where the request arrives. */
function publishedLogout({ base, tenant }: TenantContext): string {
  return tenant.authorizationServer?.endpoints.end_session_endpoint ?? base + ROUTES.end_session;
}

function confirmation({ context }: TenantProvider, { parameters }: LogoutRequest): string {
  const fields = REMEMBERED.flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [`<input type="hidden" name="${name}" value="${escapeHtml(value)}">`];
  });
  const { pathname, search } = new URL(publishedLogout(context));
  const action = escapeHtml(pathname + search);
  return `<form method="post" action="${action}">${fields.join('')}<p>Do you want to sign out?</p><button type="submit">Sign out</button></form>`;
}
