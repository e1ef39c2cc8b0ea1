import type { Configuration, errors, KoaContextWithOIDC } from 'oidc-provider';
import { isListed, type Tenant } from '@tessera/core';
import { escapeHtml, page, type Refusal } from '../http/answers.js';
import { parametersOf } from './authorization-parameters.js';

type LibraryRefusal = errors.OIDCProviderError;

const GRANT_TEXTS: Readonly<Record<string, string>> = {
  authorization_code: 'The code is invalid or expired',
  refresh_token: 'The refresh token is invalid or expired',
};

/** What the caller is told for a refusal of the library on a route that answers JSON: the texts of specification 4.8 and 4.9. */
export function toRefusal(ctx: KoaContextWithOIDC, refusal: LibraryRefusal, tenant: Tenant): Refusal {
  const { statusCode: status, error } = refusal;
  const description = refusal.error_description ?? error;
  switch (error) {
    case 'invalid_client':
      return { status: 401, error, description: 'Client authentication failed' };
    case 'unsupported_grant_type':
      return { status, error, description: 'The grant type is not supported' };
    case 'invalid_scope':
      return { status, error, description: 'The requested scope is not allowed' };
    case 'invalid_token':
      return { status, error, description: 'The access token is invalid or expired' };
    case 'insufficient_scope':
      return { status, error, description: `Scope 'openid' is required` };
    case 'invalid_grant':
      return { status, error, description: GRANT_TEXTS[String(parametersOf(ctx)['grant_type'])] ?? description };
    case 'invalid_request':
      return invalidRequest(status, description, isSupportedGrant(ctx, tenant));
    default:
      return { status, error, description };
  }
}

/** The library knows what is not in the tenant's list as a grant that the client does not have. */
function isSupportedGrant(ctx: KoaContextWithOIDC, tenant: Tenant): boolean {
  return isListed(tenant, 'grant_types_supported', String(parametersOf(ctx)['grant_type']));
}

function invalidRequest(status: number, description: string, isSupported: boolean): Refusal {
  if (description === 'no client authentication mechanism provided') {
    return { status: 401, error: 'invalid_client', description: 'Client authentication failed' };
  }
  if (description === 'requested grant type is not allowed for this client') {
    return isSupported
      ? { status, error: 'unauthorized_client', description: 'The client may not use this grant type' }
      : { status, error: 'unsupported_grant_type', description: 'The grant type is not supported' };
  }
  const name = /^missing required parameters? '(\w+)'|^'(\w+)'.* must not be provided twice$/.exec(description);
  const shown = name === null ? description : `Missing or repeated parameter '${name[1] ?? name[2]}'`;
  return { status, error: 'invalid_request', description: shown };
}

/** Answers what cannot be redirected: JSON, or a plain page with the same text for a browser. */
export const renderError: NonNullable<Configuration['renderError']> = (ctx, out) => {
  const { error, error_description: description = error } = out;
  if (ctx.accepts('json', 'html') !== 'html') {
    ctx.body = { error, error_description: description };
    return;
  }
  ctx.type = 'html';
  ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
  ctx.body = page(error, `<p>${escapeHtml(`${error}: ${description}`)}</p>`);
};
