import { ObjectReader } from '../../configuration/document/object-reader.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { Instant } from '../../ports/clock.js';
import type { PolicyCompileContext } from '../document/compile-context.js';
import { readStrings } from '../document/read-strings.js';
import { readInteractionFacts } from './read-interaction-facts.js';
import { readUserFacts, SIMULATED_USER } from './read-user-facts.js';
import type { SimulatedFacts, SimulatedRequest } from './simulated-facts.js';

/** A simulation as an operator posts it. */
export interface Simulation {
  /** Which policy configuration: the one posted, a stored one, or the one in force. */
  readonly source:
    | { readonly kind: 'posted'; readonly document: JsonValue }
    | { readonly kind: 'stored'; readonly id: string }
    | { readonly kind: 'in_force' };
  readonly request: SimulatedRequest;
  readonly facts: SimulatedFacts;
}

const BODY = { optional: ['policy_configuration', 'id', 'request', 'interactions', 'user'] };
const REQUEST = { optional: ['client_id', 'scopes', 'acr_values'] };
const NO_REQUEST: SimulatedRequest = { clientId: '', scopes: [], acrValues: [] };

/** Reads the body of a simulation; everything wrong with it goes to the violations of `context`, the policy document excepted. */
export function readSimulation(body: JsonValue, context: PolicyCompileContext, now: Instant): Simulation | undefined {
  const reader = ObjectReader.open(body, '', context.violations, BODY);
  if (!reader) return undefined;
  const interactions = reader.raw('interactions');
  const results =
    interactions === undefined
      ? {}
      : readInteractionFacts(interactions, reader.at('interactions'), context.violations, now);
  return {
    source: readSource(reader, context),
    request: readRequest(reader, context),
    facts: { results, user: readUser(reader, results, context) },
  };
}

function readSource(reader: ObjectReader, { violations }: PolicyCompileContext): Simulation['source'] {
  const document = reader.raw('policy_configuration');
  const id = reader.text('id');
  if (document !== undefined && reader.has('id'))
    violations.add(reader.at('id'), 'not allowed', 'either id or policy_configuration');
  if (document !== undefined) return { kind: 'posted', document };
  return id === undefined ? { kind: 'in_force' } : { kind: 'stored', id };
}

function readRequest(body: ObjectReader, context: PolicyCompileContext): SimulatedRequest {
  const request = body.raw('request');
  const reader =
    request === undefined ? undefined : ObjectReader.open(request, body.at('request'), context.violations, REQUEST);
  if (!reader) return NO_REQUEST;
  return {
    clientId: reader.string('client_id') ?? '',
    scopes: readStrings(reader, 'scopes', context),
    acrValues: readStrings(reader, 'acr_values', context),
  };
}

/** No proof succeeds without binding somebody: a success says that somebody is bound, unless `user` is null. */
function readUser(
  reader: ObjectReader,
  results: SimulatedFacts['results'],
  context: PolicyCompileContext,
): JsonObject | undefined {
  const user = reader.raw('user');
  if (user === null) return undefined;
  if (user !== undefined) return readUserFacts(user, reader.at('user'), context);
  const isProven = Object.values(results).some(
    ({ operationType, successCount }) => operationType === 'AUTHENTICATION' && successCount > 0,
  );
  return isProven ? SIMULATED_USER : undefined;
}
