// The calls of specification 4.1 on one transaction. Addresses are relative to this file, so the server may live below a path.

/**
 * An answer: `status` 0 when nobody answered; `body` is `{}` when it was no JSON object; `retryAfter` in seconds, when given.
 * @typedef {{ ok: boolean, status: number, body: Record<string, any>, retryAfter: number | undefined }} Answer
 */

/** @param {string} id of the transaction */
export function createApi(id) {
  const base = new URL(`../../v1/authorizations/${encodeURIComponent(id)}/`, import.meta.url);
  const get = (name) => send(new URL(name, base), { method: 'GET' });
  const post = (name, body = {}) =>
    send(new URL(name, base), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    viewData: () => get('view-data'),
    status: () => get('authentication-status'),
    interact: post,
    authorize: (body) => post('authorize', body),
    authorizeWithSession: (body) => post('authorize-with-session', body),
    deny: () => post('deny'),
  };
}

/** @returns {Promise<Answer>} never rejects */
async function send(url, options) {
  try {
    // The mode stays `cors`: in mode `same-origin` the server's `Referrer-Policy: no-referrer` turns the Origin header into `null`.
    const response = await fetch(url, { ...options, credentials: 'same-origin', cache: 'no-store' });
    const body = asObject(await response.json().catch(() => undefined));
    return { ok: response.ok, status: response.status, body, retryAfter: readRetryAfter(response, body) };
  } catch {
    return { ok: false, status: 0, body: {}, retryAfter: undefined };
  }
}

function asObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function readRetryAfter(response, body) {
  const seconds = Number(body.retry_after ?? response.headers.get('Retry-After') ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}
