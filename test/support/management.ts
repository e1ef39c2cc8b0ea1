import type { GuideVariables } from './guide-variables.js';
import { requestJson } from './json-request.js';
import type { Answer } from './json-request.js';

/** Below `{B}` of the management API. */
export type Resource = 'authentication-configurations' | 'authentication-policies' | 'security-events' | 'users';

/** The management API of the guide's tenant, called with the guide's admin token. */
export class Management {
  readonly #base: string;
  readonly #token: string;

  constructor(variables: GuideVariables, level: 'organization' | 'system' = 'organization') {
    const { IDP_SERVER_URL: server, ORGANIZATION_ID: organization, TENANT_ID: tenant } = variables;
    const scope = level === 'organization' ? `organizations/${organization}/` : '';
    this.#base = `${server}/v1/management/${scope}tenants/${tenant}`;
    this.#token = variables.ADMIN_TOKEN;
  }

  create(resource: Resource, document: unknown, query = ''): Promise<Answer> {
    return this.#call('POST', `${resource}${query}`, document);
  }

  /** @param query with its question mark */
  list(resource: Resource, query = ''): Promise<Answer> {
    return this.#call('GET', `${resource}${query}`);
  }

  get(resource: Resource, id: unknown): Promise<Answer> {
    return this.#call('GET', `${resource}/${String(id)}`);
  }

  replace(resource: Resource, id: unknown, document: unknown): Promise<Answer> {
    return this.#call('PUT', `${resource}/${String(id)}`, document);
  }

  /** @param query with its question mark */
  remove(resource: Resource, id: unknown, query = ''): Promise<Answer> {
    return this.#call('DELETE', `${resource}/${String(id)}${query}`);
  }

  /** Removes configurations and policies, so that a case begins with a bare tenant. */
  async clear(): Promise<void> {
    for (const resource of ['authentication-configurations', 'authentication-policies'] as const) {
      const { body } = await this.list(resource);
      for (const { id } of body['list'] as readonly { readonly id: string }[]) {
        const { status } = await this.remove(resource, id);
        if (status !== 204) throw new Error(`${resource}/${id} was not deleted: ${status}`);
      }
    }
  }

  #call(method: string, path: string, body?: unknown): Promise<Answer> {
    return requestJson(`${this.#base}/${path}`, { method, body, token: this.#token });
  }
}
