import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  TENANT_DEFAULTS,
  type Client,
  type ProtocolArtifact,
  type SigningKeyStore,
  type Tenant,
  type User,
} from '@tessera/core';
import { NodeDigests, NodeRandomness } from '@tessera/crypto';
import { MemoryProtocolStore, MemorySigningKeyStore, MemoryUserStore } from '@tessera/memory';
import {
  AuthorizationServer,
  type AuthorizationServerHooks,
  type AuthorizationServerOptions,
  type FinishInput,
  type ProtocolEvent,
  type StartCommand,
} from '@tessera/oidc';

export const TENANT_ID = '1e68932e-ed4a-43e7-b412-460665e42df3';
export const OTHER_TENANT_ID = '9f0c0ad5-8cf5-4c11-9a8f-3a4f7f3c6d10';
export const CALLBACK = 'https://app.example.com/callback';
export const SUB = '7d8f2f0a-6f0e-4f0b-8a55-2f0c8f1f7b10';
export const OTHER_SUB = '0b7f3c6e-0f0c-4c2d-9b7c-3d1f8d5f2a11';
/** Making an RSA key takes longer than a test: the servers of one file share theirs. */
const SHARED_KEYS = new MemorySigningKeyStore();
const START_OF_TIME = 1_760_000_000_000;

/** Remembers every artefact that was ever written, to look for values that must not be there. */
class WatchedProtocolStore extends MemoryProtocolStore {
  readonly written: ProtocolArtifact[] = [];
  override upsert(artifact: ProtocolArtifact): Promise<void> {
    this.written.push(artifact);
    return super.upsert(artifact);
  }
}

export class TestClock {
  #now = START_OF_TIME;
  now(): number {
    return this.#now;
  }
  advanceSeconds(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  return {
    ...TENANT_DEFAULTS,
    id: TENANT_ID,
    organizationId: 'example-organization',
    name: 'Example',
    type: 'PUBLIC',
    ...overrides,
  };
}

export function aClient(overrides: Partial<Client> = {}): Client {
  return {
    tenantId: TENANT_ID,
    clientId: 'web-app',
    clientName: 'Example App',
    enabled: true,
    clientSecret: 'secret-of-the-example-app',
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [CALLBACK],
    postLogoutRedirectUris: ['https://app.example.com/bye'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    scopes: ['openid', 'profile', 'email', 'phone', 'address', 'transfers'],
    requirePkce: false,
    roles: [],
    version: 1,
    ...overrides,
  };
}

export function aUser(overrides: Partial<User> = {}): User {
  const sub = overrides.sub ?? SUB;
  return {
    tenantId: TENANT_ID,
    sub,
    providerId: 'tessera',
    status: 'REGISTERED',
    preferredUsername: `${sub}@example.com`,
    email: `${sub}@example.com`,
    emailVerified: true,
    phoneNumber: '+819012345678',
    phoneNumberVerified: false,
    claims: { name: 'Example User', locale: 'ja', at_hash: 'not a standard claim of a user' },
    customProperties: { secret: 'never shown' },
    roles: [],
    createdAt: START_OF_TIME,
    updatedAt: START_OF_TIME,
    ...overrides,
  };
}

/** A node:http server around the package, with the least of an engine behind it. */
export class IdentityServer {
  readonly clock = new TestClock();
  readonly protocol = new WatchedProtocolStore();
  readonly users = new MemoryUserStore();
  readonly keys: SigningKeyStore;
  readonly tenants = new Map<string, Tenant>();
  readonly clients = new Map<string, Client>();
  readonly events: ProtocolEvent[] = [];
  readonly starts: StartCommand[] = [];
  readonly faults: unknown[] = [];
  readonly hooks: AuthorizationServerHooks;
  base = '';
  authorization!: AuthorizationServer;
  readonly #http: Server;

  constructor(overrides: Partial<AuthorizationServerHooks> = {}, keys: SigningKeyStore = SHARED_KEYS) {
    this.keys = keys;
    this.hooks = { ...this.#defaultHooks(), ...overrides };
    this.#http = createServer((req, res) => {
      this.#route(req, res).catch((fault: unknown) => {
        this.faults.push(fault);
        res.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":"server_error"}');
      });
    });
  }

  get issuer(): string {
    return `${this.base}/${TENANT_ID}`;
  }

  async open(publicUrl?: string): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    this.base = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    this.authorization = new AuthorizationServer(this.options(publicUrl));
    this.put(aTenant(), aClient());
    await this.users.insert(aUser());
    await this.users.insert(aUser({ sub: OTHER_SUB }));
    return this;
  }

  options(publicUrl = this.base): AuthorizationServerOptions {
    return {
      publicUrl,
      clock: this.clock,
      directory: {
        findTenant: async (id) => enabled(this.tenants.get(id)),
        findClient: async (tenantId, name) =>
          enabled(
            this.clients.get(`${tenantId}/${name}`) ??
              [...this.clients.values()].find((each) => each.tenantId === tenantId && each.clientIdAlias === name),
          ),
      },
      users: this.users,
      protocol: this.protocol,
      keys: this.keys,
      digests: new NodeDigests([{ id: 'k1', secret: Buffer.alloc(32, 'h') }]),
      randomness: new NodeRandomness(),
      cookieKeys: ['c'.repeat(32)],
      development: true,
      hooks: this.hooks,
    };
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  put(tenant: Tenant, ...clients: Client[]): void {
    this.tenants.set(tenant.id, tenant);
    for (const client of clients) this.clients.set(`${tenant.id}/${client.clientId}`, client);
  }

  eventTypes(): string[] {
    return this.events.map(({ type }) => type);
  }

  #defaultHooks(): AuthorizationServerHooks {
    return {
      startAuthentication: async (command) => {
        this.starts.push(command);
        command.res.appendHeader('Set-Cookie', 'IDP_AUTH_SESSION=binding; Path=/; HttpOnly');
        return { location: `${this.base}/authorize?id=${command.transactionId}` };
      },
      evaluateSession: async () => ({ satisfied: true }),
      verifyPassword: async ({ username, password }) =>
        username === 'user@example.com' && password === 'Test1234!'
          ? { kind: 'accepted', sub: SUB, methods: ['password'], authenticatedAt: this.clock.now() }
          : { kind: 'refused', description: 'Invalid username or password' },
      record: async (event) => void this.events.push(event),
      supportedAcrValues: async () => ['urn:example:mfa'],
      reportFault: ({ cause }) => void this.faults.push(cause),
    };
  }

  async #route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [, first = '', ...rest] = (req.url ?? '').split('?')[0]?.split('/') ?? [];
    const [, , transactionId = '', verb] = rest;
    if (verb !== 'authorize' && verb !== 'deny') {
      const tenantId = first === '.well-known' ? (rest.at(-1) ?? '') : first;
      return this.authorization.handle(tenantId, req, res);
    }
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const given = JSON.parse(body === '' ? '{}' : body) as Partial<FinishInput> & { sub?: string };
    const input = { tenantId: first, transactionId, req, res };
    const result =
      verb === 'deny'
        ? await this.authorization.deny(input)
        : await this.authorization.finish({
            ...input,
            login: given.login ?? signInOf(given.sub ?? SUB, this.clock.now(), ['password', 'sms']),
            ...(given.deniedScopes !== undefined && { deniedScopes: given.deniedScopes }),
          });
    const answer =
      result.kind === 'redirect'
        ? { redirect_uri: result.redirectUri }
        : { error: result.error, error_description: result.description };
    res
      .writeHead(result.kind === 'redirect' ? 200 : result.status, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(answer));
  }
}

export function signInOf(sub: string, now: number, methods: readonly string[]): FinishInput['login'] {
  return { sub, methods, authenticatedAt: now, factors: methods.map((method) => ({ method, at: now })) };
}

function enabled<T extends { readonly enabled: boolean }>(value: T | undefined): T | undefined {
  return value?.enabled === true ? value : undefined;
}
