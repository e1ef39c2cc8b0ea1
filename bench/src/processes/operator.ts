import { ADMIN } from './tessera-settings.js';

/** Whoever administers a measured server, over its HTTP interface. */
export class Operator {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string): Promise<Operator> {
    const response = await fetch(`${url}/${ADMIN.tenantId}/v1/tokens`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        scope: 'management',
        client_id: ADMIN.clientId,
        client_secret: ADMIN.clientSecret,
        username: ADMIN.username,
        password: ADMIN.password,
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token?: string };
    if (token === undefined) throw new Error(`the administrator's token was refused with ${response.status}`);
    return new Operator(url, token);
  }

  /** @throws Error when the server refuses */
  async create(tenantId: string, resource: string, document: object): Promise<void> {
    const response = await fetch(`${this.#url}/v1/management/tenants/${tenantId}/${resource}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(document),
    });
    if (response.status !== 201) throw new Error(`${resource}: ${response.status} ${await response.text()}`);
  }
}
