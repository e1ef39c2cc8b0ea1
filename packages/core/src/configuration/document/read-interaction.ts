import type { InteractionDefinition, VerificationMode } from '../authentication-configuration.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import { compileMappingRules } from '../../mapping/mapping-rules.js';
import type { MappingRules } from '../../mapping/mapping-rules.js';
import type { ChallengeLimits } from './challenge-limits.js';
import { warnOfUnrestrictedBody } from './check-rules.js';
import type { InteractionContext } from './compile-context.js';
import { isEmptyObject } from './is-empty-object.js';
import { ObjectReader } from './object-reader.js';
import { readExecution } from './read-execution.js';
import type { ExecutionReading } from './read-execution.js';
import { readRequest } from './read-request.js';

const PROPERTIES = ['request', 'pre_hook', 'execution', 'post_hook', 'user_resolve', 'response'];
const WITH_USER_RESOLVE: readonly (string | undefined)[] = ['http_request', 'http_requests', 'custom'];

/** One entry of `interactions`, read. `definition` is undefined only with violations. */
export interface InteractionReading {
  readonly name: string;
  readonly definition: InteractionDefinition | undefined;
  /** Undefined when the function is not known. */
  readonly mode: VerificationMode | undefined;
  readonly limits: ChallengeLimits;
}

/** Reads one interaction configuration (specification 1.4). */
export function readInteraction(document: JsonValue, pointer: string, context: InteractionContext): InteractionReading {
  const name = context.interaction;
  const reader = ObjectReader.open(document, pointer, context.violations, { optional: PROPERTIES });
  if (!reader) return { name, definition: undefined, mode: undefined, limits: {} };
  for (const hook of ['pre_hook', 'post_hook']) {
    if (!isEmptyObject(reader.raw(hook))) context.violations.add(reader.at(hook), 'not supported', '{}');
  }
  const request = readRequest(reader.raw('request'), reader.at('request'), context);
  const reading = readExecution(reader.raw('execution'), reader.at('execution'), context);
  if (!request.hasProperties) warnOfForwarding(reader, context);
  const userMappingRules = readUserResolve(reader, reading, context);
  const responseRules = readRules(reader, 'response', 'body_mapping_rules', context);
  const { execution, previousInteractionKey, store } = reading;
  const definition = execution && {
    name,
    request: request.definition,
    execution,
    ...(previousInteractionKey === undefined ? {} : { previousInteractionKey }),
    ...(store ? { store } : {}),
    ...(userMappingRules ? { userMappingRules } : {}),
    ...(responseRules ? { responseRules } : {}),
  };
  return { name, definition, mode: reading.mode, limits: reading.limits };
}

/** `user_resolve` belongs to a password that is checked outside. */
function readUserResolve(
  reader: ObjectReader,
  { execution, functionName }: ExecutionReading,
  context: InteractionContext,
): MappingRules | undefined {
  const isOutside = WITH_USER_RESOLVE.includes(execution?.kind ?? functionName) || functionName === undefined;
  if (reader.has('user_resolve') && (context.interaction !== 'password-authentication' || !isOutside)) {
    const expected = 'only password-authentication with an HTTP function';
    context.violations.add(reader.at('user_resolve'), 'not allowed', expected);
  }
  return readRules(reader, 'user_resolve', 'user_mapping_rules', context);
}

/** Reads an object whose only property is a list of mapping rules. Absent rules are undefined: an empty list means something else. */
function readRules(
  reader: ObjectReader,
  block: string,
  list: string,
  context: InteractionContext,
): MappingRules | undefined {
  const document = reader.raw(block);
  const { violations, dependencies } = context;
  const inner =
    document === undefined
      ? undefined
      : ObjectReader.open(document, reader.at(block), violations, { optional: [list] });
  return inner?.has(list) ? compileMappingRules(inner.raw(list), inner.at(list), violations, dependencies) : undefined;
}

function warnOfForwarding(reader: ObjectReader, { violations }: InteractionContext): void {
  const execution = reader.raw('execution');
  if (!isJsonObject(execution)) return;
  const list = Array.isArray(execution['http_requests']) ? (execution['http_requests'] as readonly JsonValue[]) : [];
  const base = reader.at('execution');
  const requests = [
    [execution['http_request'], `${base}/http_request`] as const,
    ...list.map((request, index) => [request, pointerTo(`${base}/http_requests`, index)] as const),
  ];
  for (const [request, pointer] of requests) {
    if (!isJsonObject(request)) continue;
    for (const rules of ['query_mapping_rules', 'header_mapping_rules', 'body_mapping_rules']) {
      warnOfUnrestrictedBody(request[rules], `${pointer}/${rules}`, violations);
    }
  }
}
