import fc from 'fast-check';
import type { JsonValue } from '../../src/json/json.js';
import { INTERACTIONS, METHODS, type AuthenticationMethod } from '../../src/policy/authentication-policy.js';
import { deriveState } from '../../src/policy/evaluate.js';
import { explainPolicy } from '../../src/policy/explain.js';
import { requiredMethods } from '../../src/policy/required-methods.js';
import { after, compile, EMAIL_POLICY, emptySnapshot, policy, SMS_POLICY, view } from './support.js';

const names = Object.keys(INTERACTIONS).filter((name) => name !== 'authentication-cancel');
const FACTOR: Readonly<Record<AuthenticationMethod, string>> = {
  'initial-registration': 'initial-registration',
  password: 'password-authentication',
  sms: 'sms-authentication',
  email: 'email-authentication',
};

const condition = fc
  .tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 3 }))
  .map(([name, value]) => ({ path: `$.${name}.success_count`, type: 'integer', operation: 'gte', value }));
const growing = fc
  .array(fc.array(condition, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .map((any_of) => policy({ success_conditions: { any_of } }));
const success = fc.constantFrom(...names);
const failure = success.map((name) => `!${name}`);
const state = (ofPolicy: ReturnType<typeof policy>, calls: readonly string[]): string => {
  const snapshot = after(calls);
  return deriveState(ofPolicy, snapshot, view(ofPolicy, snapshot).document);
};

describe('policies', () => {
  it('of lower limits stay satisfied when a success is added', () => {
    fc.assert(
      fc.property(
        growing,
        fc.array(fc.oneof(success, failure), { maxLength: 12 }),
        success,
        (ofPolicy, calls, more) => {
          fc.pre(state(ofPolicy, calls) === 'success');
          expect(state(ofPolicy, [...calls, more])).toBe('success');
        },
      ),
    );
  });

  it('of lower limits are never satisfied by failures', () => {
    fc.assert(
      fc.property(growing, fc.array(failure, { maxLength: 12 }), (ofPolicy, calls) => {
        expect(state(ofPolicy, calls)).toBe('in_progress');
      }),
    );
  });

  it('are never satisfied by failures and challenges, whatever they ask for', () => {
    const path = fc
      .tuple(fc.constantFrom(...names), fc.constantFrom('call_count', 'success_count', 'failure_count'))
      .map(([name, counter]) => `$.${name}.${counter}`);
    const limit = fc.record({ path, operation: fc.constantFrom('gte', 'lte', 'ne', 'nin'), value: fc.nat({ max: 3 }) });
    const presence = fc.record({ path, operation: fc.constantFrom('exists', 'missing') });
    const any = fc.oneof(
      limit.map((condition) =>
        condition.operation === 'nin' ? { ...condition, value: [condition.value] } : condition,
      ),
      presence,
    );
    const anyPolicy = fc
      .array(fc.array(any, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
      .map((any_of) => policy({ success_conditions: { any_of } }));
    const challenge = fc.constantFrom('sms-authentication-challenge', 'email-authentication-challenge');
    fc.assert(
      fc.property(anyPolicy, fc.array(fc.oneof(failure, challenge), { maxLength: 12 }), (ofPolicy, calls) => {
        expect(state(ofPolicy, calls)).toBe('in_progress');
      }),
    );
  });

  it('are satisfied by every set of methods they name as required', () => {
    const once = fc.array(fc.subarray([...METHODS], { minLength: 1 }), { minLength: 1, maxLength: 4 }).map((groups) =>
      policy({
        success_conditions: {
          any_of: groups.map((group) =>
            group.map((method) => ({ path: `$.${FACTOR[method]}.success_count`, operation: 'gte', value: 1 })),
          ),
        },
      }),
    );
    const done = fc.subarray([...METHODS]).map((methods) => methods.map((method) => FACTOR[method]));
    fc.assert(
      fc.property(once, done, (ofPolicy, calls) => {
        const sets = requiredMethods(view(ofPolicy, after(calls)));
        expect(sets.length === 0 || state(ofPolicy, calls) === 'in_progress').toBe(true);
        for (const set of sets)
          expect(state(ofPolicy, [...calls, ...set.map((method) => FACTOR[method])])).toBe('success');
        const lengths = sets.map((set) => set.length);
        expect(lengths).toEqual([...lengths].sort((left, right) => left - right));
      }),
    );
  });
});

describe('compiling', () => {
  const valid = {
    flow: 'oauth',
    policies: [
      SMS_POLICY,
      { ...EMAIL_POLICY, step_definitions: [{ method: 'sms' }], acr_mapping_rules: { a: ['sms'] } },
    ],
  };

  it('never throws on arbitrary JSON, and always says why it refuses', () => {
    fc.assert(
      fc.property(fc.jsonValue() as fc.Arbitrary<JsonValue>, (document) => {
        const { configuration, violations } = compile(document);
        expect(configuration === undefined).toBe(!violations.isEmpty);
      }),
    );
  });

  it('never throws when any part of a valid document is replaced by arbitrary JSON', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>, (position, replacement) => {
        const { configuration, violations } = compile(replaced(valid, position, replacement));
        expect(configuration === undefined).toBe(!violations.isEmpty);
        for (const compiled of configuration?.policies ?? [])
          explainPolicy(view(compiled, emptySnapshot()), 'operator');
      }),
      { numRuns: 500 },
    );
  });
});

/** Replaces the n-th node, counted in document order and around the end. */
function replaced(document: JsonValue, position: number, replacement: JsonValue): JsonValue {
  const count = (node: JsonValue): number =>
    typeof node === 'object' && node !== null
      ? Object.values<JsonValue>(node).reduce<number>((sum, child) => sum + count(child), 1)
      : 1;
  let left = position % count(document);
  const walk = (node: JsonValue): JsonValue => {
    if (left-- === 0) return replacement;
    if (Array.isArray(node)) return (node as readonly JsonValue[]).map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node as Record<string, JsonValue>).map(([name, child]) => [name, walk(child)]),
    );
  };
  return walk(document);
}
