import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { PERMISSIONS, TENANT_DEFAULTS } from '@tessera/core';
import { GUIDE } from '@tessera/server';
import { checkedFetch } from '../../support/openapi/checked-fetch.js';
import { openServer } from '../../support-http/open-server.js';
import type { OpenServer } from '../../support-http/open-server.js';

/** Many people register from one address, and get codes there. */
const UNLIMITED = Object.fromEntries(
  [
    'REGISTRATIONS_PER_ADDRESS_HOUR',
    ...['DESTINATION_HOUR', 'DESTINATION_DAY', 'IP_HOUR'].map((name) => `SEND_LIMITS_PER_${name}`),
  ].map((name) => [`TESSERA_${name}`, '0'] as const),
);

export type Level = 'organization' | 'system';

/** The answer to a call. An answer without a body has `{}`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly etag?: string | undefined;
}

/** An organization with an organizer tenant, where its own operators live. */
interface Organization {
  readonly id: string;
  readonly organizerId: string;
}

/** A server with two organizations, each of which has operators of its own, beside the administrators of the server. */
export class Scene {
  readonly server: OpenServer;
  readonly adminId: string;
  readonly home: Organization;
  readonly foreign: Organization;
  private readonly tokens = new Map<string, Promise<string>>();

  private constructor(server: OpenServer, adminId: string, [home, foreign]: readonly [Organization, Organization]) {
    this.server = server;
    this.adminId = adminId;
    this.home = home;
    this.foreign = foreign;
  }

  static async open(): Promise<Scene> {
    const server = await openServer(UNLIMITED);
    const { directory, users, documents, protocol } = server.server.adapters.storage.stores;
    for (const store of [directory, users, documents, protocol]) answerLater(store);
    const guide = await directory.findTenant(GUIDE.tenantId);
    const inOrganization = { organizationId: guide?.organizationId ?? '', limit: 100, offset: 0 };
    const adminId = (await directory.pageTenants(inOrganization)).list.find(({ type }) => type === 'ADMIN')?.id ?? '';
    const organization = async (): Promise<Organization> => {
      const [id, organizerId] = [randomUUID(), randomUUID()];
      await directory.insertOrganization({ id, name: 'Example Inc.' });
      const organizer = { id: organizerId, organizationId: id, name: 'Operators', type: 'ORGANIZER' } as const;
      await directory.insertTenant({ ...TENANT_DEFAULTS, ...organizer });
      return { id, organizerId };
    };
    return new Scene(server, adminId, [await organization(), await organization()]);
  }

  /** A new tenant, in the home organization by default. */
  async tenant(organizationId: string = this.home.id): Promise<string> {
    const { directory } = this.server.server.adapters.storage.stores;
    const id = randomUUID();
    await directory.insertTenant({ ...TENANT_DEFAULTS, id, organizationId, name: 'Shop', type: 'PUBLIC' });
    const client = await directory.findClient(GUIDE.tenantId, GUIDE.clientId);
    if (!client) throw new Error('the client of the guide is missing');
    await directory.insertClient({ ...client, tenantId: id });
    return id;
  }

  /** Of an operator who has everything but some permissions; at organization level one of the home organization, else an administrator. */
  token(level: Level, without: readonly string[] = []): Promise<string> {
    const key = [level, ...without].join(' ');
    const found =
      this.tokens.get(key) ?? this.issue(level === 'system' ? this.adminId : this.home.organizerId, without);
    this.tokens.set(key, found);
    return found;
  }

  private async issue(tenantId: string, without: readonly string[]): Promise<string> {
    const { directory } = this.server.server.adapters.storage.stores;
    const admin = await directory.findClient(this.adminId, 'admin-client');
    if (!admin) throw new Error('the first administrator is missing');
    const clientId = randomUUID();
    const permissions =
      without.length === 0 ? ['*'] : PERMISSIONS.filter((permission) => !without.includes(permission));
    await directory.insertRole({ tenantId, id: clientId, name: clientId, permissions });
    await directory.insertClient({ ...admin, tenantId, clientId, roles: [clientId] });
    const form = {
      grant_type: 'client_credentials',
      scope: 'management',
      client_id: clientId,
      client_secret: admin.clientSecret ?? '',
    };
    const url = `${this.server.url}/${tenantId}/v1/tokens`;
    const answer = await checkedFetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  async send({ method, path, token, body, etag }: Call): Promise<Answer> {
    const answer = await checkedFetch(this.server.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    const read = isJson ? (JSON.parse(text) as Answer['body']) : text === '' ? {} : { text };
    return { status: answer.status, headers: answer.headers, body: read };
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/**
 * Lets other calls in between any two of one call, as a database in another process does; the embedded one answers at once, and whoever
 * comes first would be through before the next one begins.
 */
function answerLater(store: object): void {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(store) as object).filter(
    (name) => name !== 'constructor',
  );
  for (const name of methods) {
    const method: unknown = Reflect.get(store, name);
    if (typeof method !== 'function') continue;
    const later = async (...parameters: readonly unknown[]): Promise<unknown> => {
      await setImmediate();
      return Reflect.apply(method, store, parameters) as unknown;
    };
    Reflect.set(store, name, later);
  }
}
