import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { PlugIns } from './compile-context.js';
import { valueAt } from './document-path.js';
import type { DocumentPath } from './document-path.js';

/** The places named by `secretPaths` of the executor or sender an execution uses, relative to the execution. */
export function plugInSecretPlaces(execution: JsonObject, plugIns: PlugIns): readonly DocumentPath[] {
  const details = isJsonObject(execution['details']) ? execution['details'] : {};
  const executors = [plugIns.executors, plugIns.smsExecutors, plugIns.emailExecutors];
  const senders = [plugIns.smsSenders, plugIns.emailSenders];
  // An e-mail document may name its sender and settings in two ways; both are looked at, so that a document that is
  // refused for using both shows no secret either.
  const names = [details['sender_type'], details['function']];
  const places = [
    ...secretPathsOf(executors, [execution['function']]).map((path) => ['details', ...path]),
    ...secretPathsOf(senders, names).flatMap((path) => [
      ['details', 'settings', ...path],
      ['details', 'sender_config', ...path],
    ]),
  ];
  return places.filter((place) => {
    const value = valueAt(execution, place);
    return value !== undefined && value !== null;
  });
}

interface NamedEntries {
  find(name: string): { readonly secretPaths: readonly string[] } | undefined;
}

function secretPathsOf(
  registries: readonly NamedEntries[],
  names: readonly (JsonValue | undefined)[],
): readonly DocumentPath[] {
  return names
    .flatMap((name) =>
      typeof name !== 'string' ? [] : registries.flatMap((registry) => registry.find(name)?.secretPaths ?? []),
    )
    .map((path) => path.split('.'));
}
