import type { AuthenticationExecutor } from '../../interaction/authentication-executor.js';
import type { InteractionContext } from './compile-context.js';
import { oneOf } from './describe.js';
import { executorsFor, INTERACTION_RULES } from './interaction-functions.js';
import type { ObjectReader } from './object-reader.js';

/** The function an interaction runs. */
export interface ChosenFunction {
  readonly name: string;
  /** A function of somebody else's. */
  readonly executor?: AuthenticationExecutor;
}

/** Reads `execution.function`; `reader` is undefined when there is no `execution`. */
export function readFunction(
  reader: ObjectReader | undefined,
  context: InteractionContext,
): ChosenFunction | undefined {
  const { interaction, violations, dependencies } = context;
  const rules = INTERACTION_RULES.get(interaction);
  const executors = executorsFor(interaction, dependencies);
  if (!rules) return undefined;
  if (!reader?.has('function')) {
    if (rules.fallback === undefined && reader) violations.add(reader.at('function'), 'required');
    return rules.fallback === undefined ? undefined : { name: rules.fallback };
  }
  const name = reader.string('function');
  if (name === undefined || rules.builtIn.includes(name)) return name === undefined ? undefined : { name };
  if (name === 'no_action' && isAlwaysSuccessAccepted(reader, context)) return { name };
  const executor = executors.find((candidate) => candidate.name === name);
  if (executor) return { name, executor };
  const known = [...rules.builtIn, ...executors.map((candidate) => candidate.name)];
  violations.add(reader.at('function'), 'unknown function', oneOf(known), name);
  return undefined;
}

/** A verification that accepts everybody is for development only (specification 1.4). */
function isAlwaysSuccessAccepted(
  reader: ObjectReader,
  { interaction, profile, violations }: InteractionContext,
): boolean {
  if (profile.name !== 'development' || INTERACTION_RULES.get(interaction)?.isProof !== true) return false;
  violations.warn(
    'verification_always_succeeds',
    reader.at('function'),
    'Every code or password is accepted; the production profile refuses this',
  );
  return true;
}
