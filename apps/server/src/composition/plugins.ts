import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  AuthenticationExecutor,
  EmailAuthenticationExecutor,
  EmailSender,
  SmsAuthenticationExecutor,
  SmsSender,
} from '@tessera/core';
import { SettingsError } from '../settings/environment.js';

/** What modules named in `TESSERA_PLUGINS` bring. */
export interface Plugins {
  readonly executors: AuthenticationExecutor[];
  readonly smsExecutors: SmsAuthenticationExecutor[];
  readonly emailExecutors: EmailAuthenticationExecutor[];
  readonly smsSenders: SmsSender[];
  readonly emailSenders: EmailSender[];
}

/**
 * Loads the modules in order. Each exports `register(plugins)`, which pushes executors and senders; paths are taken from the working folder,
 * other names are packages.
 * @throws SettingsError naming the module that cannot be used
 */
export async function loadPlugins(specifiers: readonly string[]): Promise<Plugins> {
  const plugins: Plugins = { executors: [], smsExecutors: [], emailExecutors: [], smsSenders: [], emailSenders: [] };
  for (const specifier of specifiers) {
    const module = await load(specifier);
    if (typeof module['register'] !== 'function')
      throw new SettingsError([`TESSERA_PLUGINS: ${specifier} exports no function "register"`]);
    await (module['register'] as (plugins: Plugins) => unknown)(plugins);
  }
  return plugins;
}

async function load(specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const isPath = specifier.startsWith('.') || isAbsolute(specifier);
  try {
    return (await import(isPath ? pathToFileURL(resolve(specifier)).href : specifier)) as Readonly<
      Record<string, unknown>
    >;
  } catch (error) {
    throw new SettingsError([
      `TESSERA_PLUGINS: ${specifier} cannot be loaded: ${error instanceof Error ? error.message : 'unknown error'}`,
    ]);
  }
}
