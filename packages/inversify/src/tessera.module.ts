import {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SmsAuthenticationExecutors,
  SmsSenders,
  createTessera,
  standardHandlers,
} from '@tessera/core';
import type { AuthenticationExecutor, EngineDependencies, InteractionHandler, Sender, Tessera } from '@tessera/core';
import { ContainerModule } from 'inversify';
import type { ServiceIdentifier } from 'inversify';
import {
  AUTHENTICATION_EXECUTOR,
  EMAIL_AUTHENTICATION_EXECUTOR,
  EMAIL_SENDER,
  INTERACTION_HANDLER,
  OPTIONAL_PORTS,
  SMS_AUTHENTICATION_EXECUTOR,
  SMS_SENDER,
  TESSERA,
  TOKENS,
} from './tokens.js';

type PortName = keyof typeof TOKENS;
const PORT_NAMES = Object.keys(TOKENS) as readonly PortName[];

/** All bindings of a token; an empty list when there is none. */
const all = <T>(serviceIdentifier: ServiceIdentifier<T>) =>
  ({ serviceIdentifier, isMultiple: true, optional: true }) as const;

/** The binding of a token, or undefined. */
const maybe = <T>(serviceIdentifier: ServiceIdentifier<T>) => ({ serviceIdentifier, optional: true }) as const;

/**
 * Binds {@link TESSERA}, one engine a container, over the ports, senders and executors that the host has bound: the very engine that
 * `createTessera` builds.
 */
export function tesseraModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TESSERA)
      .toResolvedValue(build, [
        all(SMS_SENDER),
        all(EMAIL_SENDER),
        all(AUTHENTICATION_EXECUTOR),
        all(SMS_AUTHENTICATION_EXECUTOR),
        all(EMAIL_AUTHENTICATION_EXECUTOR),
        all(INTERACTION_HANDLER),
        ...PORT_NAMES.map((name) => (OPTIONAL_PORTS.has(name) ? maybe<unknown>(TOKENS[name]) : TOKENS[name])),
      ] as never)
      .inSingletonScope();
  });
}

type Lists = readonly [
  smsSenders: readonly Sender[] | undefined,
  emailSenders: readonly Sender[] | undefined,
  executors: readonly AuthenticationExecutor[] | undefined,
  smsExecutors: readonly AuthenticationExecutor[] | undefined,
  emailExecutors: readonly AuthenticationExecutor[] | undefined,
  handlers: readonly InteractionHandler[] | undefined,
];

function build(...resolved: readonly unknown[]): Tessera {
  const [smsSenders, emailSenders, executors, smsExecutors, emailExecutors, handlers] = resolved as unknown as Lists;
  const ports = Object.fromEntries(PORT_NAMES.map((name, index) => [name, resolved[6 + index]]));
  const dependencies = {
    ...ports,
    smsSenders: new SmsSenders(smsSenders),
    emailSenders: new EmailSenders(emailSenders),
    executors: new AuthenticationExecutors(executors),
    smsExecutors: new SmsAuthenticationExecutors(smsExecutors),
    emailExecutors: new EmailAuthenticationExecutors(emailExecutors),
  } as EngineDependencies;
  return createTessera({ ...dependencies, handlers: handlers && handlers.length > 0 ? handlers : standardHandlers() });
}
