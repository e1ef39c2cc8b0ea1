import type { GuideVariables } from './guide-variables.js';
import { requestJson } from './json-request.js';
import type { Answer } from './json-request.js';
import type { Person } from './people.js';
import { checkedFetch } from './openapi/checked-fetch.js';

/** What a redeemed code gives. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scope: string;
  /** Of the id_token, without a check of its signature. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** One authorization, driven as the guide drives it. */
export class SignIn {
  readonly id: string;
  readonly #variables: GuideVariables;
  readonly #base: string;

  private constructor(variables: GuideVariables, id: string, base: string) {
    this.id = id;
    this.#variables = variables;
    this.#base = base;
  }

  /** @param parameters beside those of the guide, or in their place */
  static async start(variables: GuideVariables, parameters: Readonly<Record<string, string>> = {}): Promise<SignIn> {
    const { IDP_SERVER_URL: server, TENANT_ID: tenant, CLIENT_ID, REDIRECT_URI } = variables;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile',
      state: 'a-state',
      ...parameters,
    });
    const answer = await requestJson(`${server}/${tenant}/v1/authorizations?${query.toString()}`);
    const id = new URL(answer.headers.get('location') ?? server).searchParams.get('id');
    if (answer.status !== 302 || id === null) throw new Error(`the start was answered with ${answer.status}`);
    return new SignIn(variables, id, `${server}/${tenant}/v1/authorizations`);
  }

  /** The same transaction by the paths without tenant (specification 4.1). */
  withoutTenant(): SignIn {
    return new SignIn(this.#variables, this.id, `${this.#variables.IDP_SERVER_URL}/v1/authorizations`);
  }

  post(interaction: string, body: unknown = {}): Promise<Answer> {
    return requestJson(`${this.#base}/${this.id}/${interaction}`, { method: 'POST', body });
  }

  status(): Promise<Answer> {
    return requestJson(`${this.#base}/${this.id}/authentication-status`);
  }

  register(user: Partial<Person>): Promise<Answer> {
    return this.post('initial-registration', user);
  }

  password(username: string, password: string): Promise<Answer> {
    return this.post('password-authentication', { username, password });
  }

  challenge(phoneNumber: string, template = 'authentication'): Promise<Answer> {
    return this.post('sms-authentication-challenge', { phone_number: phoneNumber, template });
  }

  verify(code: unknown): Promise<Answer> {
    return this.post('sms-authentication', { verification_code: code });
  }

  /** Finishes. @throws Error when the server refuses */
  async authorize(): Promise<URL> {
    const { status, body } = await this.post('authorize');
    if (status !== 200) throw new Error(`authorize was answered with ${status} ${JSON.stringify(body)}`);
    return new URL(String(body['redirect_uri']));
  }

  /** Finishes and redeems the code. @throws Error when the server refuses either */
  async tokens(): Promise<Tokens> {
    const target = await this.authorize();
    return redeem(this.#variables, {
      grant_type: 'authorization_code',
      code: target.searchParams.get('code') ?? '',
      redirect_uri: this.#variables.REDIRECT_URI,
    });
  }
}

/** Calls the token endpoint as the guide's client. @throws Error when it refuses */
export async function redeem(variables: GuideVariables, form: Readonly<Record<string, string>>): Promise<Tokens> {
  const { IDP_SERVER_URL: server, TENANT_ID: tenant, CLIENT_ID: id, CLIENT_SECRET: secret } = variables;
  const response = await checkedFetch(`${server}/${tenant}/v1/tokens`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as Readonly<Record<string, string>>;
  if (response.status !== 200)
    throw new Error(`the token endpoint answered ${response.status} ${JSON.stringify(body)}`);
  const payload = body['id_token']?.split('.')[1] ?? '';
  return {
    accessToken: body['access_token'] ?? '',
    refreshToken: body['refresh_token'],
    scope: body['scope'] ?? '',
    claims: JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as Tokens['claims'],
  };
}
