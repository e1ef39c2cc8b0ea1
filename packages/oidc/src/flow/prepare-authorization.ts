import type { IncomingMessage } from 'node:http';
import type { Client } from '@tessera/core';
import type { Refusal } from '../http/answers.js';
import { readForm } from '../http/form.js';
import { tokenSettings, valuesOf } from '../provider/client-metadata.js';
import { findClientNamed, type TenantContext } from '../provider/tenant-context.js';

export const UNKNOWN_CLIENT: Refusal = { status: 400, error: 'invalid_request', description: 'client_id is unknown' };
export const UNKNOWN_REDIRECT_URI: Refusal = {
  status: 400,
  error: 'invalid_request',
  description: 'redirect_uri is not registered',
};

export type PreparedAuthorization =
  { readonly query: string; readonly refusal?: undefined } | { readonly refusal: Refusal };

/**
 * Turns a start, query or form, into the query that the library reads. What may not be redirected is decided here: an error goes to
 * a redirect URI only when it is exactly one that the client has registered.
 */
export async function prepareAuthorization(
  context: TenantContext,
  req: IncomingMessage,
  query: string,
): Promise<PreparedAuthorization> {
  const read = req.method === 'POST' ? await readForm(req) : { form: new URLSearchParams(query) };
  if (!('form' in read))
    return { refusal: { status: read.status, error: 'invalid_request', description: read.description } };
  const { form } = read;
  const [clientId, ...moreClients] = form.getAll('client_id');
  const client =
    clientId === undefined || moreClients.length > 0 ? undefined : await findClientNamed(context, clientId);
  if (client === undefined) return { refusal: UNKNOWN_CLIENT };
  if (!isRegistered(client, form.getAll('redirect_uri'))) return { refusal: UNKNOWN_REDIRECT_URI };
  form.set('client_id', client.clientId); // from here on an alias is not known
  setDefaultMaxAge(form, tokenSettings(client, context.tenant).defaultMaxAge);
  // Only the query is offered; the library knows further ways and would use them even to say that they are not.
  replaceOthers(form, 'response_mode', 'query');
  replaceOthers(form, 'response_type', 'code');
  return { query: form.toString() };
}

function isRegistered({ redirectUris }: Client, [sent, ...more]: readonly string[]): boolean {
  if (more.length > 0) return false;
  return sent === undefined ? redirectUris.length === 1 : redirectUris.includes(sent);
}

/** The library's own default refuses requests that are not OpenID Connect ones, for which there is no `max_age`. */
function setDefaultMaxAge(form: URLSearchParams, seconds: number | undefined): void {
  if (seconds === undefined || (form.get('max_age') ?? '') !== '') return;
  if (valuesOf(form.get('scope'))?.includes('openid')) form.set('max_age', String(seconds));
}

function replaceOthers(form: URLSearchParams, name: string, supported: string): void {
  const values = form.getAll(name);
  if (values.length === 1 && values[0] !== '' && values[0] !== supported) form.set(name, 'unsupported');
}
