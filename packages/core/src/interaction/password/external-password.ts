import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { User } from '../../user/user.js';
import { mappedBody, withDefaults } from '../compose-body.js';
import { withFailedUser } from '../concerned-user.js';
import { runExternal } from '../external-execution.js';
import type { ExternalResult } from '../external-execution.js';
import { newUser } from '../new-user.js';
import { refuseStep } from '../refuse-step.js';
import type { ConfiguredStep } from '../step.js';
import { userDocument } from '../user-document.js';
import { findUserByName } from './find-user.js';
import { acceptPassword } from './stored-password.js';
import type { PasswordProof } from './stored-password.js';

/** Lets an outside service check the password, then finds the user it names (specification 2.11). */
export async function verifyPasswordExternally(step: ConfiguredStep, proof: PasswordProof): Promise<Answer> {
  const requestBody = { ...step.mappedBody, username: proof.username, password: proof.password };
  const result = await runExternal(step, { kind: 'password', requestBody });
  if (result.outcome !== 'success') return refuseByService(step, proof, result);
  const identity = identityOf(step, proof, result);
  const found = await findUser(step, identity);
  const mayRegister = step.stepDefinition?.method === 'password' && step.stepDefinition.allowRegistration;
  if (!found && !mayRegister)
    return refuseStep(step, { answer: REFUSALS.userNotFound, reason: 'user_not_found', event: 'password_failure' });
  const registration = found ? undefined : registrationOf(step, identity);
  const user = found ?? registration;
  if (!user)
    return refuseStep(step, { answer: REFUSALS.userNotFound, reason: 'user_not_found', event: 'password_failure' });
  return acceptPassword(step, {
    user,
    attempts: proof.attempts,
    roots: result.roots,
    ...(registration
      ? { registration }
      : { pending: { claims: identity.claims, customProperties: identity.customProperties } }),
  });
}

async function refuseByService(step: ConfiguredStep, proof: PasswordProof, result: ExternalResult): Promise<Answer> {
  // The name alone says whom a refused call was about; the service did not.
  const named = result.hasVerdict
    ? await findUserByName(step.dependencies.users, step.tenant, proof.username)
    : undefined;
  const answer = {
    status: result.status,
    body: withDefaults(mappedBody(step.definition, result.roots), result.failure),
  };
  return refuseStep(step, {
    answer,
    reason: result.hasVerdict ? 'wrong_password' : (result.detail.reason ?? 'provider_unreachable'),
    event: 'password_failure',
    counts: result.hasVerdict ? 'failure' : 'call',
    detail: result.detail,
    ...(result.hasVerdict
      ? { change: (current) => withFailedUser(current, named?.sub) }
      : { budgets: proof.attempts.onNoVerdict }),
    ...(named ? { user: named } : {}),
  });
}

interface Identity {
  readonly sub?: string;
  readonly externalUserId?: string;
  readonly providerId: string;
  readonly preferredUsername?: string;
  readonly email?: string;
  readonly claims: JsonObject;
  readonly customProperties: JsonObject;
}

const MERGED_CLAIMS = ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'locale', 'zoneinfo'] as const;

/** Contact data, status and roles are never taken from the service. */
function identityOf(step: ConfiguredStep, proof: PasswordProof, result: ExternalResult): Identity {
  const rules = step.definition.userMappingRules;
  const mapped: JsonObject =
    rules && !rules.isEmpty
      ? rules.apply({ ...result.roots, ...requestRoots(step) })
      : { preferred_username: proof.username };
  const text = (name: string): string | undefined => textOf(mapped[name]);
  const custom = mapped['custom_properties'];
  const claims = MERGED_CLAIMS.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name) ?? '']]));
  return {
    ...pick('sub', text('sub')),
    ...pick('externalUserId', text('external_user_id')),
    providerId: text('provider_id') ?? 'tessera',
    ...pick('preferredUsername', text('preferred_username')),
    ...pick('email', text('email')),
    claims: Object.fromEntries(claims) as JsonObject,
    customProperties: isJsonObject(custom) ? custom : {},
  };
}

function requestRoots(step: ConfiguredStep): JsonObject {
  const { password: _password, ...requestBody } = step.mappedBody;
  return { request_body: requestBody, ...(step.user ? { user: userDocument(step.user) } : {}) };
}

function pick<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function findUser(step: ConfiguredStep, identity: Identity): Promise<User | undefined> {
  const { users } = step.dependencies;
  if (identity.sub !== undefined) return users.findById(step.tenant.id, identity.sub);
  if (identity.externalUserId !== undefined)
    return users.findByExternalUserId(step.tenant.id, identity.providerId, identity.externalUserId);
  const name = identity.preferredUsername ?? identity.email;
  return name === undefined ? undefined : findUserByName(users, step.tenant, name);
}

function registrationOf(step: ConfiguredStep, identity: Identity): User | undefined {
  const preferredUsername = identity.preferredUsername ?? identity.email ?? identity.externalUserId;
  if (preferredUsername === undefined) return undefined;
  return newUser(step, {
    preferredUsername,
    providerId: identity.providerId,
    ...(identity.externalUserId === undefined ? {} : { externalUserId: identity.externalUserId }),
    claims: identity.claims,
    customProperties: identity.customProperties,
  });
}
