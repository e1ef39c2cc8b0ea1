import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTessera } from '@tessera/core';
import type { SecurityEvent, SessionStore, Tenant, Tessera, User } from '@tessera/core';
import { createApp, createHttpServer } from '@tessera/express';
import type { Express } from 'express';
import type { FaultReporter, RequestLimits, RouteTemplates } from '@tessera/express';
import { aClient, aTenant, aUser } from '@tessera/testkit';
import { checkedFetch } from '../../../../test/support/openapi/checked-fetch.js';
import { engineDependencies } from './engine-dependencies.js';
import { FakeProtocol } from './fake-protocol.js';

/** What {@link FakeProtocol} answers is not what the real one would. */
const isPlayed = (tags: readonly string[]): boolean => tags.includes('OpenID Connect');

export interface TestAppOptions {
  readonly publicUrl?: string;
  readonly development?: boolean;
  readonly tenant?: Partial<Tenant>;
  readonly trustedProxies?: readonly string[];
  /** Without them there are none to list or end. */
  readonly sessions?: SessionStore;
  readonly limits?: RequestLimits;
  readonly templates?: RouteTemplates;
}

/** The application over the real engine, with a tenant "mine" and a tenant "other"; served on a port of its own. */
export class TestApp {
  readonly dependencies = engineDependencies();
  readonly tessera: Tessera;
  readonly mine: Tenant;
  readonly other: Tenant;
  readonly admin: Tenant;
  readonly protocol: FakeProtocol;
  readonly faults: Parameters<FaultReporter>[0][] = [];
  readonly express: Express;
  url = '';
  readonly server: Server;

  constructor({
    publicUrl = 'http://id.example.com',
    development = false,
    tenant = {},
    trustedProxies = [],
    sessions,
    limits,
    templates,
  }: TestAppOptions = {}) {
    this.tessera = createTessera({ ...this.dependencies, ...(sessions ? { sessions } : {}) });
    this.mine = aTenant({ id: 'mine', organizationId: 'org', ...tenant });
    this.other = aTenant({ id: 'other', organizationId: 'other-org' });
    this.admin = aTenant({ id: 'admin', organizationId: 'admin-org', type: 'ADMIN' });
    this.protocol = new FakeProtocol(this.tessera, publicUrl);
    const { protocol, tessera } = this;
    const { directory, events, auditLog } = this.dependencies;
    this.express = createApp({
      flow: { tessera, protocol, publicUrl, development, forwardableHeaders: [] },
      management: { tessera, protocol, directory, events, auditLog, adminTenantId: 'admin' },
      trustedProxies,
      limits,
      ...(templates ? { templates } : {}),
      reportFault: (fault) => this.faults.push(fault),
    });
    this.server = createHttpServer(this.express);
  }

  async open(): Promise<this> {
    for (const tenant of [this.mine, this.other, this.admin]) {
      await this.dependencies.directory.insertOrganization({ id: tenant.organizationId, name: tenant.organizationId });
      await this.dependencies.directory.insertTenant(tenant);
      await this.dependencies.directory.insertClient(aClient({ tenantId: tenant.id }));
    }
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return checkedFetch(this.url + path, { redirect: 'manual', ...init }, { isPlayed });
  }

  /** Sends JSON; a string or bytes go as they are. */
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: raw,
    });
  }

  /** A transaction of a tenant, bound to a browser that holds `cookie`. */
  async begin(
    tenantId = 'mine',
    session?: { readonly sub: string },
  ): Promise<{ id: string; base: string; cookie: string }> {
    const { transactionId: id, bindingSecret } = await this.protocol.start(tenantId, session);
    return {
      id,
      base: `/${tenantId}/v1/authorizations/${id}`,
      cookie: `IDP_AUTH_SESSION-${id.slice(0, 8)}=${bindingSecret}`,
    };
  }

  /** A stored user of tenant "mine" whose password is `Test1234!`. */
  async user(overrides: Partial<User> = {}): Promise<User> {
    const user = aUser({ tenantId: 'mine', passwordHash: 'plain:Test1234!', ...overrides });
    await this.dependencies.users.insert(user);
    return user;
  }

  async eventTypes(tenantId = 'mine'): Promise<readonly SecurityEvent['type'][]> {
    const { list } = await this.dependencies.events.query(tenantId, { limit: 1000, offset: 0 });
    return list.map(({ type }) => type).reverse();
  }
}

/** Opens an application before each test and closes it afterwards; the function answers that of the running test. */
export function withApp(options: TestAppOptions = {}): () => TestApp {
  let app: TestApp;
  beforeEach(async () => {
    app = await new TestApp(options).open();
  });
  afterEach(() => app.close());
  return () => app;
}
