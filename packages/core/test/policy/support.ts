import { ViolationList } from '../../src/errors/violation-list.js';
import type { JsonObject, JsonValue } from '../../src/json/json.js';
import type { MappingDependencies } from '../../src/mapping/mapping-dependencies.js';
import type {
  AuthenticationPolicy,
  AuthenticationPolicyConfiguration,
} from '../../src/policy/authentication-policy.js';
import { compilePolicyConfiguration } from '../../src/policy/document/compile-policy-configuration.js';
import { evaluationDocument } from '../../src/policy/evaluate.js';
import type { PolicyView } from '../../src/policy/policy-view.js';
import type { JsonPathSegment } from '../../src/ports/json-path-reader.js';
import { withCallCounted, type CallOutcome } from '../../src/transaction/results.js';
import type { TransactionSnapshot } from '../../src/transaction/snapshot.js';
import type { User } from '../../src/user/user.js';

export const POLICY_ID = 'b3c1a5de-0f4a-4a36-9a51-6a86a7a4d6a2';
export const SUB = '7d8f2f0a-6f0e-4f0b-8a55-2f0c8f1f7b10';
export const START = Date.parse('2025-01-19T10:00:00.123Z');

function children(value: JsonValue): readonly JsonValue[] {
  return typeof value === 'object' && value !== null ? Object.values<JsonValue>(value) : [];
}

function select(value: JsonValue, segment: JsonPathSegment): readonly JsonValue[] {
  const members: JsonObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  switch (segment.kind) {
    case 'member':
      return Object.hasOwn(members, segment.name) ? [members[segment.name] ?? null] : [];
    case 'wildcard':
      return children(value);
    case 'descent':
      return [
        value,
        ...children(value).flatMap((child) => select(child, { kind: 'descent', selector: { kind: 'wildcard' } })),
      ].flatMap((node) => select(node, segment.selector));
    default:
      return [];
  }
}

function unused(): never {
  throw new Error('a policy needs none of this');
}

/** What conditions need: a small path reader and regular expressions of the platform. */
export const dependencies: MappingDependencies = {
  paths: {
    compile: (segments) => (root) =>
      segments.reduce<readonly JsonValue[]>((nodes, segment) => nodes.flatMap((node) => select(node, segment)), [root]),
  },
  patterns: {
    compile: (pattern) => {
      try {
        const expression = new RegExp(`^(?:${pattern})$`, 'u');
        return { matchesWhole: (input) => expression.test(input), matchesPart: unused, replace: unused, split: unused };
      } catch {
        return undefined;
      }
    },
  },
  randomness: { uuid: unused, timeOrderedUuid: unused, token: unused, digits: unused, integer: unused },
  digests: { uuid5: unused, sha256Hex: unused, keyedHash: unused, keyedHashes: unused, equal: unused },
  clock: { now: unused },
  phoneNumbers: { parse: unused },
};

export function compile(document: JsonValue): {
  readonly configuration: AuthenticationPolicyConfiguration | undefined;
  readonly violations: ViolationList;
} {
  const violations = new ViolationList();
  const configuration = compilePolicyConfiguration({ id: POLICY_ID, version: 1, document, dependencies }, violations);
  return { configuration, violations };
}

/** A configuration of these policies; fails the test when it is refused. */
export function configuration(...policies: JsonObject[]): AuthenticationPolicyConfiguration {
  const { configuration: compiled, violations } = compile({ flow: 'oauth', policies });
  if (!compiled) throw new Error(JSON.stringify(violations.violations));
  return compiled;
}

/** One policy; success is any password unless said otherwise. */
export function policy(document: JsonObject = {}): AuthenticationPolicy {
  const [compiled] = configuration({ success_conditions: anyOf(['password-authentication']), ...document }).policies;
  if (!compiled) throw new Error('no policy');
  return compiled;
}

export function atLeastOnce(interaction: string): JsonObject {
  return { path: `$.${interaction}.success_count`, type: 'integer', operation: 'gte', value: 1 };
}

/** `{any_of}` of groups that each want these interactions to have succeeded. */
export function anyOf(...groups: string[][]): JsonObject {
  return { any_of: groups.map((group) => group.map(atLeastOnce)) };
}

export const user: User = {
  tenantId: 'tenant',
  sub: SUB,
  providerId: 'tessera',
  status: 'REGISTERED',
  preferredUsername: 'new-user@example.com',
  email: 'new-user@example.com',
  emailVerified: true,
  phoneNumberVerified: false,
  claims: {},
  customProperties: {},
  roles: [],
  passwordHash: 'hash',
  createdAt: 0,
  updatedAt: 0,
};

export function emptySnapshot(acrValues: readonly string[] = []): TransactionSnapshot {
  return {
    id: 'transaction',
    tenantId: 'tenant',
    revision: 1,
    flow: 'oauth',
    clientId: 'web-app',
    createdAt: START,
    expiresAt: START + 1_800_000,
    request: {
      scopes: ['openid'],
      acrValues,
      prompt: [],
      uiLocales: [],
      redirectUri: 'https://app.example.com/callback',
    },
    policy: { kind: 'configured', configurationId: POLICY_ID, version: 1, index: 0, fallback: false },
    configurations: {},
    bindingHash: '',
    state: 'in_progress',
    cancelled: false,
    results: {},
    challenges: {},
    rows: {},
    guessesSpent: 0,
    sends: {},
    failedUserIds: [],
  };
}

/** A call: `name` for a success, `!name` for a failure, `?name` for one that counts as call only. */
export type Call = string;

/** The snapshot after these calls, a second apart; the first success of a factor binds the user. */
export function after(calls: readonly Call[], from: TransactionSnapshot = emptySnapshot()): TransactionSnapshot {
  let snapshot = from;
  for (const [index, call] of calls.entries()) {
    const outcome: CallOutcome = call.startsWith('!') ? 'failure' : call.startsWith('?') ? 'call' : 'success';
    const name = call.replace(/^[!?]/, '');
    snapshot = withCallCounted(snapshot, name, outcome, START + index * 1000);
    const binds = outcome === 'success' && !name.endsWith('-challenge') && name !== 'authentication-cancel';
    if (binds && !snapshot.user) snapshot = { ...snapshot, user: bound(name === 'initial-registration') };
  }
  return snapshot;
}

export function bound(isNew = false): NonNullable<TransactionSnapshot['user']> {
  return {
    sub: SUB,
    pending: {},
    carriedOver: false,
    ...(isNew ? { registration: { ...user, status: 'INITIALIZED' } } : {}),
  };
}

export function view(ofPolicy: AuthenticationPolicy, snapshot: TransactionSnapshot): PolicyView {
  return { policy: ofPolicy, snapshot, document: evaluationDocument(snapshot, snapshot.user ? user : undefined) };
}

export const FIRST = ['password-authentication', 'initial-registration'];

/** The three policies of specification 3.9. */
export const SMS_POLICY: JsonObject = {
  description: 'mfa_required_for_registration_and_login',
  priority: 10,
  conditions: { scopes: ['openid'] },
  available_methods: ['password', 'initial-registration', 'sms'],
  success_conditions: anyOf(...FIRST.map((first) => [first, 'sms-authentication'])),
};

export const EMAIL_POLICY: JsonObject = {
  description: 'mfa_with_email',
  priority: 10,
  conditions: { scopes: ['openid'] },
  available_methods: ['password', 'initial-registration', 'email'],
  success_conditions: anyOf(...FIRST.map((first) => [first, 'email-authentication'])),
};

export const SMS_OR_EMAIL_POLICY: JsonObject = {
  description: 'mfa_with_sms_or_email',
  priority: 10,
  conditions: { scopes: ['openid'] },
  available_methods: ['password', 'initial-registration', 'sms', 'email'],
  success_conditions: anyOf(
    ...FIRST.flatMap((first) => [
      [first, 'sms-authentication'],
      [first, 'email-authentication'],
    ]),
  ),
};
