import type { AuthenticationConfiguration, ConfigurationMetadata } from '../authentication-configuration.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import { pointerTo } from '../../json/json.js';
import { ViolationList } from '../../errors/violation-list.js';
import { weighChallengeLimits } from './challenge-limits.js';
import { checkModes } from './check-modes.js';
import type { ConfigurationDependencies, ConfigurationProfile } from './compile-context.js';
import { INTERACTION_RULES, interactionsOf } from './interaction-functions.js';
import { isDeeperThan } from './is-deeper-than.js';
import { oneOf } from './describe.js';
import { readEnvelope } from './read-envelope.js';
import type { Envelope } from './read-envelope.js';
import { readInteraction } from './read-interaction.js';
import type { InteractionReading } from './read-interaction.js';
import { readMetadata } from './read-metadata.js';
import type { MetadataSettings } from './read-metadata.js';
import { reportWithoutSecrets } from './report-without-secrets.js';
import { findMasked } from './secrets.js';

const MAX_DEPTH = 100;

/** A configuration document and everything needed to judge it. */
export interface CompileConfigurationInput {
  /** The id of the object: that of the path, or the generated one. */
  readonly id: string;
  readonly version: number;
  /** Secrets in clear. */
  readonly document: JsonValue;
  readonly dependencies: ConfigurationDependencies;
  readonly profile: ConfigurationProfile;
  /** The document this one replaces; its `type` cannot change. */
  readonly stored?: JsonObject;
}

/**
 * Checks and compiles a configuration document. All violations and warnings of specification 1.18 go to `violations`, none of
 * them showing a secret of the document. Returns undefined when there is a violation. Never throws for what a document contains.
 */
export function compileConfiguration(
  input: CompileConfigurationInput,
  violations: ViolationList,
): AuthenticationConfiguration | undefined {
  const found = new ViolationList();
  const isTooDeep = isDeeperThan(input.document, MAX_DEPTH);
  if (isTooDeep) found.add('', 'out of range', `at most ${MAX_DEPTH} levels`);
  const configuration = isTooDeep ? undefined : compile(input, found);
  reportWithoutSecrets(found, isTooDeep ? {} : input.document, input.dependencies, violations);
  return found.isEmpty ? configuration : undefined;
}

function compile(input: CompileConfigurationInput, violations: ViolationList): AuthenticationConfiguration | undefined {
  const { id, version, document, stored } = input;
  const fixed = stored?.['type'] === undefined ? { id } : { id, type: stored['type'] };
  const envelope = readEnvelope(document, fixed, violations);
  for (const pointer of findMasked(document)) violations.add(pointer, 'secret must be entered');
  if (!envelope) return undefined;
  const settings = readMetadata(envelope.metadata, violations);
  const readings = readInteractions(envelope, settings, input, violations);
  if (!envelope.type) return undefined;
  const mode = checkModes(envelope.type, readings, settings.type, violations);
  return {
    id,
    version,
    type: envelope.type,
    enabled: envelope.enabled,
    metadata: toMetadata(settings, mode, readings, violations),
    interactions: new Map(
      readings.flatMap(({ name, definition }) => (definition ? [[name, definition] as const] : [])),
    ),
  };
}

/** Interactions of another type are named and not looked into; with an unknown type each is judged by its own. */
function readInteractions(
  envelope: Envelope,
  settings: MetadataSettings,
  { dependencies, profile }: CompileConfigurationInput,
  violations: ViolationList,
): readonly InteractionReading[] {
  const readings: InteractionReading[] = [];
  for (const [interaction, document] of Object.entries(envelope.interactions)) {
    const pointer = pointerTo('/interactions', interaction);
    const type = INTERACTION_RULES.get(interaction)?.type;
    if (type === undefined || (envelope.type !== undefined && type !== envelope.type)) {
      const known = envelope.type ? interactionsOf(envelope.type) : [...INTERACTION_RULES.keys()];
      violations.add(pointer, 'interaction not allowed for this type', oneOf(known), interaction);
      continue;
    }
    const { isLongExpiryAllowed } = settings;
    const context = { dependencies, profile, violations, type, interaction, isLongExpiryAllowed };
    readings.push(readInteraction(document, pointer, context));
  }
  return readings;
}

function toMetadata(
  settings: MetadataSettings,
  mode: ConfigurationMetadata['mode'],
  readings: readonly InteractionReading[],
  violations: ViolationList,
): ConfigurationMetadata {
  const { verificationCodeParam, transactionIdParam, sendLimits } = settings;
  const limits = weighChallengeLimits(
    readings.map((reading) => reading.limits),
    settings.limits,
  );
  if ((sendLimits.resendCooldownSeconds ?? 0) > limits.expireSeconds) {
    const message = `No new code can be requested before the old one expires after ${limits.expireSeconds} seconds`;
    violations.warn('cooldown_longer_than_expiry', '/metadata/send_limits/resend_cooldown_seconds', message);
  }
  return {
    mode,
    verificationCodeParam,
    ...(transactionIdParam === undefined ? {} : { transactionIdParam }),
    ...limits,
    sendLimits,
  };
}
