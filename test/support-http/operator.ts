import { GUIDE } from '@tessera/server';
import { adminToken } from './open-server.js';
import type { OpenServer } from './open-server.js';
import type { FlowAnswer } from './user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** The first administrator, with the guide's tenant under management. */
export class Operator {
  private readonly base: string;
  private readonly token: string;

  private constructor(base: string, token: string) {
    this.base = base;
    this.token = token;
  }

  static async of(server: OpenServer): Promise<Operator> {
    return new Operator(`${server.url}/v1/management/tenants/${GUIDE.tenantId}`, await adminToken(server));
  }

  /** Another token for the same tenant. */
  as(token: string): Operator {
    return new Operator(this.base, token);
  }

  /** @param path below the tenant, with its query */
  async call(method: string, path: string): Promise<FlowAnswer> {
    return this.send(method, path);
  }

  /** @param body sent as JSON, if any */
  async send(method: string, path: string, body?: unknown): Promise<FlowAnswer> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await checkedFetch(`${this.base}/${path}`, { method, headers, ...given });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as FlowAnswer['body'] };
  }

  /** Living sessions of a user. */
  async sessions(sub: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { body } = await this.call('GET', `sessions?user_id=${sub}`);
    return body['list'] as readonly Readonly<Record<string, unknown>>[];
  }
}
