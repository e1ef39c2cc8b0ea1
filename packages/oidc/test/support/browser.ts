import { createHash } from 'node:crypto';
import { CALLBACK, type IdentityServer } from './identity-server.js';

export const VERIFIER = 'a-code-verifier-that-is-at-least-43-characters-long';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
export const BASIC = `Basic ${Buffer.from('web-app:secret-of-the-example-app').toString('base64')}`;

export interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope?: string;
  token_type: string;
  expires_in: number;
  error?: string;
  error_description?: string;
}

/** A browser (or, without cookies, a plain client) that goes through the flow. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly server: IdentityServer;
  readonly #keepsCookies: boolean;

  constructor(server: IdentityServer, { cookies = true }: { cookies?: boolean } = {}) {
    this.server = server;
    this.#keepsCookies = cookies;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie !== '' && { cookie }) };
    const url = path.startsWith('http') ? path : `${this.server.issuer}${path}`;
    const answer = await fetch(url, { redirect: 'manual', ...init, headers });
    if (this.#keepsCookies) this.#keep(answer);
    return answer;
  }

  #keep(answer: Response): void {
    for (const header of answer.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (header.includes('expires=Thu, 01 Jan 1970')) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
  }

  start(parameters: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: CALLBACK,
      scope: 'openid profile',
      state: 'random-state',
      ...parameters,
    });
    return this.request(`/v1/authorizations?${query.toString()}`);
  }

  /** Starts and answers the id of the transaction. */
  async begin(parameters?: Record<string, string>): Promise<string> {
    const answer = await this.start(parameters);
    const id = new URL(answer.headers.get('location') ?? 'http://none').searchParams.get('id');
    if (answer.status !== 302 || id === null)
      throw new Error(`no transaction: ${answer.status} ${await answer.text()}`);
    return id;
  }

  finish(id: string, body: unknown = {}): Promise<Response> {
    return this.request(`/v1/authorizations/${id}/authorize`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** From the start to the redirect back to the client. */
  async signIn(parameters?: Record<string, string>, body?: unknown): Promise<URL> {
    const answer = await this.finish(await this.begin(parameters), body);
    const { redirect_uri: redirectUri } = (await answer.json()) as { redirect_uri: string };
    return new URL(redirectUri);
  }

  async code(parameters?: Record<string, string>, body?: unknown): Promise<string> {
    return (await this.signIn(parameters, body)).searchParams.get('code') ?? '';
  }

  post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = { authorization: BASIC },
  ): Promise<Response> {
    return this.request(path, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  exchange(code: string, form: Record<string, string> = {}): Promise<Response> {
    return this.post('/v1/tokens', { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...form });
  }

  async tokens(parameters?: Record<string, string>, body?: unknown): Promise<TokenAnswer> {
    return (await (await this.exchange(await this.code(parameters, body))).json()) as TokenAnswer;
  }

  refresh(token: string | undefined, form: Record<string, string> = {}): Promise<Response> {
    return this.post('/v1/tokens', { grant_type: 'refresh_token', refresh_token: token ?? '', ...form });
  }

  userinfo(token: string): Promise<Response> {
    return this.request('/v1/userinfo', { headers: { authorization: `Bearer ${token}` } });
  }

  async introspect(token: string): Promise<Record<string, unknown>> {
    return (await (await this.post('/v1/tokens/introspection', { token })).json()) as Record<string, unknown>;
  }
}

/** The claims of a JWT, not verified. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}
