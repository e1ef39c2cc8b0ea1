import { randomBytes } from 'node:crypto';
import type {
  Answer,
  Caller,
  Clock,
  CompletedAuthentication,
  CompletionResult,
  InteractionResult,
  JsonObject,
  SecurityEvent,
  SessionFactors,
  SecurityEventStore,
  Tenant,
  Tessera,
  TransactionSnapshot,
  TransactionStore,
} from '@tessera/core';

export interface StartOptions {
  readonly scopes?: readonly string[];
  readonly acrValues?: readonly string[];
  readonly acrEssential?: boolean;
  readonly prompt?: readonly string[];
  readonly maxAge?: number;
  readonly session?: SessionFactors;
  readonly clientId?: string;
}

/** What a login needs of the engine it runs on. */
export interface LoginEngine {
  readonly tessera: Tessera;
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly transactions: TransactionStore;
  readonly eventStore: SecurityEventStore;
}

/** One login: its calls come from one browser, which shows its cookie. */
export class Login {
  readonly id: string;
  ipAddress = '203.0.113.7';
  private readonly engine: LoginEngine;
  private readonly secret: string;

  private constructor(engine: LoginEngine, id: string, secret: string) {
    this.engine = engine;
    this.id = id;
    this.secret = secret;
  }

  static async start(engine: LoginEngine, options: StartOptions): Promise<Login> {
    const id = randomBytes(16).toString('base64url');
    const { bindingSecret } = await engine.tessera.startAuthentication.execute({
      tenantId: engine.tenant.id,
      clientId: options.clientId ?? 'web-app',
      transactionId: id,
      request: {
        scopes: options.scopes ?? ['openid', 'profile'],
        acrValues: options.acrValues ?? [],
        ...(options.acrEssential === undefined ? {} : { acrEssential: options.acrEssential }),
        prompt: options.prompt ?? [],
        ...(options.maxAge === undefined ? {} : { maxAge: options.maxAge }),
        uiLocales: [],
        redirectUri: 'https://app.example.com/callback',
      },
      caller: { ipAddress: '203.0.113.7' },
      ...(options.session ? { session: options.session } : {}),
    });
    return new Login(engine, id, bindingSecret);
  }

  get caller(): Caller {
    return {
      ipAddress: this.ipAddress,
      userAgent: 'test',
      headers: {},
      binding: { ownCookie: this.secret, isBrowser: true, isForeignOrigin: false },
    };
  }

  /** Performs an interaction. */
  async call(interaction: string, body: JsonObject = {}, caller: Partial<Caller> = {}): Promise<Answer> {
    return this.engine.tessera.performInteraction.execute({
      ...this.transaction,
      caller: { ...this.caller, ...caller },
      interaction,
      body,
    });
  }

  challenge(body: JsonObject = {}): Promise<Answer> {
    return this.call('sms-authentication-challenge', body);
  }

  verify(code: string): Promise<Answer> {
    return this.call('sms-authentication', { verification_code: code });
  }

  password(username: string, password = 'Test1234!'): Promise<Answer> {
    return this.call('password-authentication', { username, password });
  }

  async complete(deniedScopes: readonly string[] = []): Promise<CompletionResult> {
    return this.engine.tessera.completeAuthentication.execute({
      ...this.transaction,
      caller: this.caller,
      deniedScopes,
    });
  }

  /** Completes with the session of the start alone. */
  async completeWithSession(
    caller: Partial<Caller> = {},
    deniedScopes: readonly string[] = [],
  ): Promise<CompletionResult> {
    return this.engine.tessera.completeWithSession.execute({
      ...this.transaction,
      caller: { ...this.caller, ...caller },
      deniedScopes,
    });
  }

  /** Completes and settles; throws when it was refused. */
  async finish(): Promise<CompletedAuthentication> {
    const completed = await this.complete();
    if ('refused' in completed) throw new Error(JSON.stringify(completed.refused));
    await completed.settle();
    return completed;
  }

  get transaction(): { readonly tenantId: string; readonly transactionId: string } {
    return { tenantId: this.engine.tenant.id, transactionId: this.id };
  }

  async snapshot(): Promise<TransactionSnapshot> {
    const found = await this.engine.transactions.find(
      { tenantId: this.engine.tenant.id, id: this.id },
      this.engine.clock.now(),
    );
    if (!found) throw new Error('the transaction is gone');
    return found;
  }

  /** `[call_count, success_count, failure_count]`. */
  async counts(interaction: string): Promise<readonly [number, number, number]> {
    const result: InteractionResult | undefined = (await this.snapshot()).results[interaction];
    return [result?.callCount ?? 0, result?.successCount ?? 0, result?.failureCount ?? 0];
  }

  /** Events of this login, oldest first, without the one of its start. */
  async events(): Promise<readonly SecurityEvent[]> {
    const { list } = await this.engine.eventStore.query(this.engine.tenant.id, {
      transactionId: this.id,
      limit: 1000,
      offset: 0,
    });
    return [...list].reverse().filter(({ type }) => type !== 'authorization_started');
  }

  /** Type and reason of every event, in order. */
  async trail(): Promise<readonly string[]> {
    return (await this.events()).map(({ type, detail }) =>
      detail.reason === undefined ? type : `${type}:${detail.reason}`,
    );
  }
}
