import type { ConfigurationType, VerificationMode } from '../authentication-configuration.js';
import { pointerTo } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { interactionsOf } from './interaction-functions.js';
import type { InteractionReading } from './read-interaction.js';

/**
 * Challenge and verification must run in the same mode, an internal one needs the other, and `metadata.type` must say the same
 * (specification 1.3, 1.4). Returns the mode; without a known function `internal`.
 */
export function checkModes(
  type: ConfigurationType,
  readings: readonly InteractionReading[],
  stated: VerificationMode | undefined,
  violations: ViolationList,
): VerificationMode {
  // A registration has no code; its `metadata.type` is a label.
  if (type === 'initial-registration') return stated ?? 'internal';
  const names = interactionsOf(type);
  const [first, second] = names.map((name) => readings.find((reading) => reading.name === name));
  const known = readings.flatMap((reading) => reading.mode ?? []);
  if (first?.mode && second?.mode && first.mode !== second.mode) {
    const place = `/interactions/${second.name}/execution/function`;
    violations.add(place, 'mode differs from the other interaction', first.mode, second.mode);
  } else if (stated && known[0] && stated !== known[0]) {
    violations.add('/metadata/type', 'contradicts the functions', known[0], stated);
  }
  if (type !== 'password') requireOther(names, readings, violations);
  return known[0] ?? 'internal';
}

/** A code that Tessera makes can only be checked by Tessera, and the other way round. */
function requireOther(
  names: readonly string[],
  readings: readonly InteractionReading[],
  violations: ViolationList,
): void {
  const [only, ...others] = readings;
  if (!only || others.length > 0 || only.mode !== 'internal') return;
  const missing = names.find((name) => name !== only.name);
  if (missing !== undefined)
    violations.add(pointerTo('/interactions', missing), 'required', 'the other half of the internal mode');
}
