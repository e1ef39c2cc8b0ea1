import type { User } from '../user/user.js';
import type { Step } from './step.js';

/** A user made by this login: random `sub`, status `INITIALIZED`, nothing verified. */
export function newUser(step: Step, known: Pick<User, 'preferredUsername'> & Partial<User>): User {
  const now = step.dependencies.clock.now();
  return {
    providerId: 'tessera',
    emailVerified: false,
    phoneNumberVerified: false,
    claims: {},
    customProperties: {},
    roles: [],
    ...known,
    tenantId: step.tenant.id,
    sub: step.dependencies.randomness.uuid(),
    status: 'INITIALIZED',
    createdAt: now,
    updatedAt: now,
  };
}
