import type { ExecutionDefinition, InteractionDefinition, VerificationMode } from '../authentication-configuration.js';
import type { JsonValue } from '../../json/json.js';
import type { ChallengeLimits } from './challenge-limits.js';
import type { InteractionContext } from './compile-context.js';
import { isEmptyObject } from './is-empty-object.js';
import { modeOf } from './interaction-functions.js';
import { ObjectReader } from './object-reader.js';
import { reportPlugIn } from './plug-in-violations.js';
import { readChallengeDetails, readVerificationDetails, refuseDetails } from './read-details.js';
import { readFunction } from './read-function.js';
import type { ChosenFunction } from './read-function.js';
import { readHttpRequest, readHttpRequests } from './read-http-request.js';
import { readPreviousInteraction, readStore } from './read-store.js';

const PROPERTIES = [
  'function',
  'details',
  'http_request',
  'http_requests',
  'http_request_store',
  'http_requests_store',
  'previous_interaction',
  'mock',
];
/** Blocks that belong to one function; beside another they would silently do nothing. */
const BLOCKS = [
  ['http_request', 'http_request', true],
  ['http_request_store', 'http_request', false],
  ['http_requests', 'http_requests', true],
  ['http_requests_store', 'http_requests', false],
] as const;

/** `execution`, read. `execution` inside is undefined only with violations. */
export interface ExecutionReading {
  readonly execution: ExecutionDefinition | undefined;
  readonly functionName: string | undefined;
  readonly mode: VerificationMode | undefined;
  readonly limits: ChallengeLimits;
  readonly previousInteractionKey: string | undefined;
  readonly store: InteractionDefinition['store'];
}

type Run = Pick<ExecutionReading, 'execution'> & { readonly limits?: ChallengeLimits };

/** Reads `execution` (specification 1.4, 1.6). `document` is undefined where the interaction has none. */
export function readExecution(
  document: JsonValue | undefined,
  pointer: string,
  context: InteractionContext,
): ExecutionReading {
  const reader =
    document === undefined
      ? undefined
      : ObjectReader.open(document, pointer, context.violations, { optional: PROPERTIES });
  const chosen = document === undefined || reader ? readFunction(reader, context) : undefined;
  if (document === undefined && !chosen) context.violations.add(pointer, 'required');
  if (reader && !isEmptyObject(reader.raw('mock'))) context.violations.add(reader.at('mock'), 'not supported', '{}');
  const run: Run = chosen ? readRun(chosen, reader, context) : { execution: undefined };
  const previous = reader?.raw('previous_interaction');
  return {
    execution: run.execution,
    functionName: chosen?.name,
    mode: chosen && modeOf(chosen.name),
    limits: run.limits ?? {},
    previousInteractionKey:
      previous === undefined
        ? undefined
        : readPreviousInteraction(previous, `${pointer}/previous_interaction`, context),
    store: reader && readStores(reader, context),
  };
}

function readRun(chosen: ChosenFunction, reader: ObjectReader | undefined, context: InteractionContext): Run {
  if (reader) checkBlocks(chosen.name, reader, context);
  const details = reader?.raw('details');
  const at = reader?.at('details') ?? '';
  if (chosen.executor) return readCustom(chosen.executor, reader, context);
  switch (chosen.name) {
    case 'sms_authentication_challenge':
    case 'email_authentication_challenge': {
      const reading = readChallengeDetails(details, at, context);
      const execution = reading.details && { kind: 'internal_challenge' as const, details: reading.details };
      return { execution, limits: reading.limits };
    }
    case 'sms_authentication':
    case 'email_authentication':
      return { execution: { kind: 'internal_verification' }, limits: readVerificationDetails(details, at, context) };
    default:
      refuseDetails(details, at, context);
      return { execution: readWithoutDetails(chosen.name, reader, context) };
  }
}

function readWithoutDetails(
  name: string,
  reader: ObjectReader | undefined,
  context: InteractionContext,
): ExecutionDefinition | undefined {
  if (name === 'password_verification' || name === 'no_action') return { kind: name };
  if (name === 'http_request') {
    const document = reader?.raw('http_request');
    const request =
      document === undefined ? undefined : readHttpRequest(document, reader?.at('http_request') ?? '', context);
    return request && { kind: 'http_request', request };
  }
  const list = reader?.list('http_requests');
  return (
    list && { kind: 'http_requests', requests: readHttpRequests(list, reader?.at('http_requests') ?? '', context) }
  );
}

function readCustom(
  executor: NonNullable<ChosenFunction['executor']>,
  reader: ObjectReader | undefined,
  context: InteractionContext,
): Run {
  const details = reader?.has('details') ? reader.object('details') : {};
  if (!details) return { execution: undefined };
  const rules = { secretPaths: executor.secretPaths, validate: executor.validateDetails.bind(executor) };
  reportPlugIn(rules, details, reader?.at('details') ?? '', context);
  return { execution: { kind: 'custom', executor, details } };
}

function checkBlocks(functionName: string, reader: ObjectReader, { violations }: InteractionContext): void {
  for (const [block, owner, isRequired] of BLOCKS) {
    if (reader.has(block) && functionName !== owner)
      violations.add(reader.at(block), 'not allowed', `function ${owner}`, functionName);
    if (!reader.has(block) && functionName === owner && isRequired) violations.add(reader.at(block), 'required');
  }
}

function readStores(reader: ObjectReader, context: InteractionContext): InteractionDefinition['store'] {
  const stores = ['http_request_store', 'http_requests_store'].map((name) => {
    const document = reader.raw(name);
    return document === undefined ? undefined : readStore(document, reader.at(name), context);
  });
  return stores.find((store) => store !== undefined);
}
