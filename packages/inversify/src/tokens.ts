import type { AuthenticationExecutor, EngineDependencies, InteractionHandler, Sender, Tessera } from '@tessera/core';
import type { ServiceIdentifier } from 'inversify';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`tessera.${name}`);

type Single = Omit<EngineDependencies, 'smsSenders' | 'emailSenders' | 'executors' | 'smsExecutors' | 'emailExecutors'>;

/**
 * What a host binds: each port once, senders and executors as often as it likes. The names are those of `EngineDependencies`.
 */
export const TOKENS: { readonly [K in keyof Single]-?: ServiceIdentifier<NonNullable<Single[K]>> } = {
  paths: token('paths'),
  patterns: token('patterns'),
  randomness: token('randomness'),
  digests: token('digests'),
  clock: token('clock'),
  phoneNumbers: token('phoneNumbers'),
  transactions: token('transactions'),
  budgets: token('budgets'),
  documents: token('documents'),
  notices: token('notices'),
  users: token('users'),
  directory: token('directory'),
  events: token('events'),
  http: token('http'),
  passwords: token('passwords'),
  codes: token('codes'),
  secrets: token('secrets'),
  schemas: token('schemas'),
  timer: token('timer'),
  settings: token('settings'),
  // These may be left unbound, see OPTIONAL_PORTS.
  sessions: token('sessions'),
  grants: token('grants'),
  recentUsers: token('recentUsers'),
  telemetry: token('telemetry'),
  tracer: token('tracer'),
};

/** The ports that the engine can do without. */
export const OPTIONAL_PORTS: ReadonlySet<keyof typeof TOKENS> = new Set([
  'sessions',
  'grants',
  'recentUsers',
  'telemetry',
  'tracer',
]);

/** Multi-bound: every binding becomes an entry of its registry. */
export const SMS_SENDER: ServiceIdentifier<Sender> = token('smsSender');
export const EMAIL_SENDER: ServiceIdentifier<Sender> = token('emailSender');
export const AUTHENTICATION_EXECUTOR: ServiceIdentifier<AuthenticationExecutor> = token('authenticationExecutor');
export const SMS_AUTHENTICATION_EXECUTOR: ServiceIdentifier<AuthenticationExecutor> =
  token('smsAuthenticationExecutor');
export const EMAIL_AUTHENTICATION_EXECUTOR: ServiceIdentifier<AuthenticationExecutor> =
  token('emailAuthenticationExecutor');
/** Multi-bound; the standard handlers when there is none. */
export const INTERACTION_HANDLER: ServiceIdentifier<InteractionHandler> = token('interactionHandler');

/** What the module binds. */
export const TESSERA: ServiceIdentifier<Tessera> = token('engine');
