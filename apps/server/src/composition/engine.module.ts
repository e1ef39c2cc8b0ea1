import { CachedTenants, CachedUsers, LoggedSecurityEvents } from '@tessera/core';
import type { HttpClient, SecurityEventLog } from '@tessera/core';
import {
  AesGcmSecretBox,
  Argon2PasswordHasher,
  HmacCodeVault,
  NodeDigests,
  NodeRandomness,
  SystemClock,
  SystemTimer,
} from '@tessera/crypto';
import { AxiosHttpClient } from '@tessera/http-axios';
import {
  AUTHENTICATION_EXECUTOR,
  EMAIL_AUTHENTICATION_EXECUTOR,
  EMAIL_SENDER,
  SMS_AUTHENTICATION_EXECUTOR,
  SMS_SENDER,
  TOKENS,
} from '@tessera/inversify';
import { AjvRequestSchemas } from '@tessera/json-schema';
import { JsonPathLibraryReader } from '@tessera/jsonpath';
import { ProtocolGrants, ProtocolSessions } from '@tessera/oidc';
import { LibPhoneNumbers } from '@tessera/phone';
import { Re2Patterns } from '@tessera/regex-re2';
import { TracedHttpClient } from '@tessera/tracing-opentelemetry';
import { ContainerModule } from 'inversify';
import type { ServerSettings } from '../settings/server-settings.js';
import { engineSettings, guardOptions } from './engine-settings.js';
import type { Observability } from './observability.js';
import type { Plugins } from './plugins.js';
import { bundledSenders } from './senders.js';
import { sharedStateSource } from './shared-state.js';
import { openStorage } from './storage.js';
import type { Storage } from './storage.js';

/** The adapters of this server, made in the order in which they need each other. */
export async function createAdapters(
  settings: ServerSettings,
  onError: (error: unknown) => void,
  eventLog: SecurityEventLog,
) {
  const clock = new SystemClock();
  const digests = new NodeDigests(settings.keys.hash);
  const secretBox = new AesGcmSecretBox(settings.keys.encryption);
  const source = await sharedStateSource(settings, onError);
  const { notices } = source;
  const storage = await openStorage({ settings, secretBox, digests, clock, notices }).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  const events = new LoggedSecurityEvents(storage.stores.events, eventLog);
  const shared = source.open({ events, secretBox, clock });
  const direct = new AxiosHttpClient({ clock, digests, tokenCache: shared.tokenCache, guard: guardOptions(settings) });
  const http: HttpClient = settings.tracing ? new TracedHttpClient(direct) : direct;
  const passwords = new Argon2PasswordHasher();
  const tenants = new CachedTenants(storage.stores.directory, notices);
  const recentUsers = new CachedUsers({ users: storage.stores.users, notices, clock });
  const close = async (): Promise<void> => {
    await shared.close();
    await storage.database.close();
  };
  return {
    clock,
    digests,
    secretBox,
    notices,
    onGap: source.onGap.bind(source),
    storage,
    tenants,
    recentUsers,
    events,
    shared,
    http,
    passwords,
    close,
  };
}

export type Adapters = Awaited<ReturnType<typeof createAdapters>>;

/** Binds what counts and what times, as far as there is any. */
export function observabilityModule({ metrics, tracer }: Observability): ContainerModule {
  return new ContainerModule(({ bind }) => {
    if (metrics) bind(TOKENS.telemetry).toConstantValue(metrics);
    if (tracer) bind(TOKENS.tracer).toConstantValue(tracer);
  });
}

/** Binds every port of the engine. */
export function engineModule(settings: ServerSettings, adapters: Adapters, plugins: Plugins): ContainerModule {
  return new ContainerModule(({ bind }) => {
    const { stores }: Storage = adapters.storage;
    const timer = new SystemTimer();
    bind(TOKENS.clock).toConstantValue(adapters.clock);
    bind(TOKENS.timer).toConstantValue(timer);
    bind(TOKENS.randomness).toConstantValue(new NodeRandomness());
    bind(TOKENS.digests).toConstantValue(adapters.digests);
    bind(TOKENS.secrets).toConstantValue(adapters.secretBox);
    bind(TOKENS.codes).toConstantValue(new HmacCodeVault(settings.keys.pepper));
    bind(TOKENS.passwords).toConstantValue(adapters.passwords);
    bind(TOKENS.patterns).toConstantValue(new Re2Patterns());
    bind(TOKENS.paths).toConstantValue(new JsonPathLibraryReader());
    bind(TOKENS.phoneNumbers).toConstantValue(new LibPhoneNumbers());
    bind(TOKENS.schemas).toConstantValue(new AjvRequestSchemas());
    bind(TOKENS.http).toConstantValue(adapters.http);
    bind(TOKENS.budgets).toConstantValue(adapters.shared.budgets);
    bind(TOKENS.transactions).toConstantValue(adapters.shared.transactions);
    bind(TOKENS.notices).toConstantValue(adapters.notices);
    bind(TOKENS.documents).toConstantValue(stores.documents);
    bind(TOKENS.users).toConstantValue(stores.users);
    bind(TOKENS.recentUsers).toConstantValue(adapters.recentUsers);
    bind(TOKENS.directory).toConstantValue(adapters.tenants);
    bind(TOKENS.events).toConstantValue(adapters.events);
    bind(TOKENS.sessions).toConstantValue(new ProtocolSessions(stores.protocol));
    bind(TOKENS.grants).toConstantValue(new ProtocolGrants(stores.protocol));
    bind(TOKENS.settings).toConstantValue(engineSettings(settings));
    const senders = bundledSenders(settings, { clock: adapters.clock, timer });
    for (const sender of [...senders.sms, ...plugins.smsSenders]) bind(SMS_SENDER).toConstantValue(sender);
    for (const sender of [...senders.email, ...plugins.emailSenders]) bind(EMAIL_SENDER).toConstantValue(sender);
    for (const executor of plugins.executors) bind(AUTHENTICATION_EXECUTOR).toConstantValue(executor);
    for (const executor of plugins.smsExecutors) bind(SMS_AUTHENTICATION_EXECUTOR).toConstantValue(executor);
    for (const executor of plugins.emailExecutors) bind(EMAIL_AUTHENTICATION_EXECUTOR).toConstantValue(executor);
  });
}
