import { TENANT_DEFAULTS } from '@tessera/core';
import { GUIDE } from '@tessera/server';
import type * as oidc from 'openid-client';
import { enableSms, openServer, setPolicies, succeeded } from './open-server.js';
import type { OpenServer } from './open-server.js';
import { Operator } from './operator.js';
import { discover, request } from './relying-party.js';
import type { Pending } from './relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from './user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** Somebody with an account of her own. */
export const MALLORY = {
  email: 'mallory@example.com',
  password: 'Mallory1234!',
  name: 'Mallory',
  phone_number: '+81-90-8765-4321',
} as const;
export const MALLORYS = { username: MALLORY.email, password: MALLORY.password } as const;

export interface Begun {
  readonly agent: UserAgent;
  readonly id: string;
  readonly pending: Pending;
}

/** A server whose policy asks for a first factor and SMS, with a victim and an attacker among its users. */
export class AttackScene {
  readonly server: OpenServer;
  readonly config: oidc.Configuration;
  private readonly operator: Operator;

  private constructor(server: OpenServer, config: oidc.Configuration, operator: Operator) {
    this.server = server;
    this.config = config;
    this.operator = operator;
  }

  static async open(): Promise<AttackScene> {
    const unlimited = ['PER_DESTINATION_HOUR', 'PER_DESTINATION_DAY', 'PER_IP_HOUR'];
    const server = await openServer(
      Object.fromEntries(unlimited.map((name) => [`TESSERA_SEND_LIMITS_${name}`, '0'] as const)),
    );
    await enableSms(server);
    const groups = ['password-authentication', 'initial-registration'].map((first) => [
      succeeded(first),
      succeeded('sms-authentication'),
    ]);
    await setPolicies(server, [{ description: 'both', success_conditions: { any_of: groups } }]);
    const scene = new AttackScene(server, await discover(server), await Operator.of(server));
    for (const person of [PERSON, MALLORY]) await scene.register(person);
    return scene;
  }

  private async register(person: typeof PERSON | typeof MALLORY): Promise<void> {
    const { agent } = await this.begin();
    await agent.must('initial-registration', person);
    await agent.sms();
    await agent.finish();
  }

  /** Another tenant of the same server, with the same client and policies of its own; answers its id. */
  async addTenant(id: string): Promise<string> {
    const { directory } = this.server.server.adapters.storage.stores;
    const [own, client] = await Promise.all([
      directory.findTenant(GUIDE.tenantId),
      directory.findClient(GUIDE.tenantId, GUIDE.clientId),
    ]);
    if (!own || !client) throw new Error('the guide has no tenant');
    const { organizationId } = own;
    await directory.insertTenant({ ...TENANT_DEFAULTS, id, organizationId, name: 'Other', type: 'PUBLIC' });
    await directory.insertClient({ ...client, tenantId: id });
    return id;
  }

  /** How many events of that type there are. */
  async events(type: string): Promise<number> {
    const { body } = await this.operator.call('GET', `security-events?event_type=${type}&limit=1`);
    return Number(body['total_count']);
  }

  async begin(parameters: Record<string, string> = {}): Promise<Begun> {
    const agent = new UserAgent(this.server);
    const pending = await request(this.config, parameters);
    return { agent, id: await agent.open(pending.url), pending };
  }

  /** The victim's sign-in, complete but for the last call. */
  async complete(): Promise<Begun> {
    const begun = await this.begin();
    await begun.agent.must('password-authentication', CREDENTIALS);
    await begun.agent.sms();
    return begun;
  }

  /** A sign-in in this browser from start to end. */
  async signIn(agent: UserAgent, credentials: object, parameters: Record<string, string> = {}): Promise<void> {
    await agent.open((await request(this.config, parameters)).url);
    await agent.must('password-authentication', credentials);
    await agent.sms();
    await agent.finish();
  }

  /** What `prompt=none` says to somebody who shows these cookies. */
  async silentWith(cookie: string, config: oidc.Configuration = this.config): Promise<object> {
    const { url } = await request(config, { prompt: 'none' });
    const answer = await checkedFetch(url, { headers: { cookie }, redirect: 'manual' });
    return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
  }

  /** A call of a plain client, or with headers of one's own. */
  async plain(
    path: string,
    { method = 'POST', headers = {} }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await checkedFetch(this.server.url + path, { method, headers, redirect: 'manual' });
    return { status: answer.status, body: await answer.json() };
  }
}

/** Opens a scene for all tests of a suite, which may leave no fault behind; the function answers it. */
export function withAttackScene(): () => AttackScene {
  const TIMEOUT = 60_000;
  let scene: AttackScene;
  beforeAll(async () => {
    scene = await AttackScene.open();
  }, TIMEOUT);
  afterAll(() => scene.server.close(), TIMEOUT);
  afterEach(() => {
    expect(scene.server.faults).toEqual([]);
  });
  return () => scene;
}
