import { ObjectReader } from '../../configuration/document/object-reader.js';
import { pointerTo } from '../../json/json.js';
import { METHODS, type AuthenticationMethod, type StepDefinition } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';

const UNUSED = ['user_identity_source', 'verification_source', 'registration_mode'];
const STEP = { required: ['method'], optional: ['order', 'requires_user', 'allow_registration', ...UNUSED] };

/** Reads `step_definitions` (specification 3.7). */
export function readSteps(policy: ObjectReader, context: PolicyCompileContext): readonly StepDefinition[] {
  const pointer = policy.at('step_definitions');
  const seen = new Set<AuthenticationMethod>();
  return (policy.list('step_definitions') ?? []).flatMap((entry, index) => {
    const reader = ObjectReader.open(entry, pointerTo(pointer, index), context.violations, STEP);
    const step = reader && readStep(reader, context);
    if (!reader || !step) return [];
    if (seen.has(step.method))
      context.violations.add(reader.at('method'), 'not allowed', 'at most one definition per method', step.method);
    seen.add(step.method);
    return [step];
  });
}

function readStep(reader: ObjectReader, { violations }: PolicyCompileContext): StepDefinition | undefined {
  const method = reader.oneOf('method', METHODS);
  const order = reader.integer('order', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const requiresUser = reader.boolean('requires_user') ?? false;
  const allowRegistration = reader.boolean('allow_registration') ?? false;
  for (const name of UNUSED) {
    if (reader.has(name)) violations.warn('unused_step_field', reader.at(name), `${name} is kept but has no effect`);
  }
  return method && { method, order, requiresUser, allowRegistration };
}
