import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/json/json.js';
import {
  INTERACTIONS,
  METHODS,
  type AuthenticationPolicy,
  type EvaluationDocument,
} from '../../src/policy/authentication-policy.js';
import { evaluationDocument, groupsHold, isAuthenticated } from '../../src/policy/evaluate.js';
import { isMethodAvailable, isMethodOpen, stepOf } from '../../src/policy/steps.js';
import { performedFactors, withCarriedFactors } from '../../src/transaction/carried-factors.js';
import type { TransactionSnapshot } from '../../src/transaction/snapshot.js';
import { USER_STATUSES, type User } from '../../src/user/user.js';
import { analyze } from './analysis-support.js';
import { after, anyOf, configuration, emptySnapshot, START, SUB, user, type Call } from './support.js';

const COUNTERS = ['call_count', 'success_count', 'failure_count'];
const LIMITS = [-1, 0, 0.5, 1, 1.5, 2, 3];
const RULES = { success_conditions: 'success', failure_conditions: 'failure', lock_conditions: 'lock' } as const;

function conditionOn(path: string): fc.Arbitrary<JsonObject> {
  const limit = fc.constantFrom(...LIMITS);
  return fc
    .oneof(
      {
        weight: 6,
        arbitrary: fc.record({ operation: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: limit }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          operation: fc.constantFrom('in', 'nin'),
          value: fc.array(limit, { minLength: 1, maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ operation: fc.constantFrom('exists', 'missing') }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<JsonObject>(
          { operation: 'regex', value: '1' },
          { operation: 'eq', value: 'a' },
          { operation: 'contains', value: 1 },
        ),
      },
    )
    .map((rest) => ({ path, ...rest }));
}

const counterCondition = (interactions: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(fc.constantFrom(...interactions), fc.constantFrom(...COUNTERS))
    .chain(([interaction, counter]) => conditionOn(`$.${interaction}.${counter}`));

describe('a group of conditions on counters', () => {
  /** Every history of one interaction that tells such conditions apart. */
  function* histories(): Generator<EvaluationDocument> {
    yield {};
    for (let success_count = 0; success_count <= 5; success_count += 1) {
      for (let failure_count = 0; failure_count <= 5; failure_count += 1) {
        const least = Math.max(1, success_count + failure_count);
        for (let call_count = least; call_count <= least + 5; call_count += 1) {
          yield { 'sms-authentication': { call_count, success_count, failure_count } };
        }
      }
    }
  }

  it('is found exactly when no history fulfils it', () => {
    const group = fc.array(counterCondition(['sms-authentication']), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(group, (conditions) => {
        const failure_conditions = { any_of: [conditions] };
        const [policy] = configuration({
          success_conditions: anyOf(['password-authentication']),
          failure_conditions,
        }).policies;
        const holds = [...histories()].some((document) => groupsHold(policy?.failure ?? [], document));
        expect(analyze([{ failure_conditions }]).length === 0).toBe(holds);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a group of conditions on a property', () => {
  it('is found exactly when no number, text or flag fulfils it', () => {
    const numbers = [...LIMITS, ...LIMITS.map((limit) => limit + 0.25), -9, 9];
    const values: readonly (JsonValue | undefined)[] = [undefined, ...numbers, 'a', 'b', '1', true, [1], ['a'], [], {}];
    const group = fc.array(conditionOn('$.user.custom_properties.level'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(group, (conditions) => {
        const any_of = [conditions];
        const [policy] = configuration({ success_conditions: { any_of } }).policies;
        const holds = values.some((level) =>
          groupsHold(policy?.success ?? [], { user: { custom_properties: level === undefined ? {} : { level } } }),
        );
        expect(analyze([{ success_conditions: { any_of } }]).length === 0).toBe(holds);
      }),
      { numRuns: 300 },
    );
  });
});

const names = Object.keys(INTERACTIONS);
const call = fc.tuple(fc.constantFrom('', '!', '?'), fc.constantFrom(...names)).map(([kind, name]) => kind + name);
const calls = fc.array(call, { maxLength: 14 });
const userCondition = fc.oneof(
  fc
    .constantFrom('sub', 'status', 'email_verified', 'roles', 'roles[0]', 'custom_properties.level', 'roles[*]')
    .chain((path) => conditionOn(`$.user.${path}`)),
  fc.constantFrom<JsonObject>(
    { path: '$.user.status', operation: 'eq', value: 'LOCKED' },
    { path: '$.user.status', operation: 'in', value: ['ACTIVE'] },
    { path: '$.user.email_verified', operation: 'eq', value: true },
    { path: '$.user.roles', operation: 'contains', value: 'admin' },
    { path: '$.user..roles', operation: 'exists' },
  ),
);
const group = fc.array(
  fc.oneof({ weight: 4, arbitrary: counterCondition(names) }, { weight: 1, arbitrary: userCondition }),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const groups = fc.array(group, { minLength: 1, maxLength: 3 }).map((any_of) => ({ any_of }));
const steps = fc.uniqueArray(
  fc.record({ method: fc.constantFrom(...METHODS), order: fc.nat({ max: 3 }), requires_user: fc.boolean() }),
  {
    selector: ({ method }) => method,
  },
);
const document = fc.record({
  available_methods: fc.subarray([...METHODS]),
  success_conditions: groups,
  failure_conditions: groups,
  lock_conditions: groups,
  step_definitions: steps,
}) as unknown as fc.Arbitrary<JsonObject>;
const someone = fc
  .record({
    status: fc.constantFrom(...USER_STATUSES),
    emailVerified: fc.boolean(),
    roles: fc.subarray(['admin', 'auditor']),
    customProperties: fc.constantFrom<JsonObject>({}, { level: 1 }, { level: 'a' }, { level: 2.5 }),
  })
  .map((facts): User => ({ ...user, ...facts }));

/** Makes the calls that the policy lets through, as the engine does. */
function perform(
  policy: AuthenticationPolicy,
  wanted: readonly Call[],
  from: TransactionSnapshot,
): TransactionSnapshot {
  return wanted.reduce((snapshot, wish) => {
    const name = wish.replace(/^[!?]/, '');
    const method = INTERACTIONS[name]?.method ?? 'cancel';
    const needsUser = method !== 'initial-registration' && stepOf(policy, method)?.requiresUser === true;
    const mayCall = isMethodAvailable(policy, method) && isMethodOpen(policy, snapshot, method);
    // A call without the user it needs is refused, and counted as failed; to cancel always succeeds.
    const counted = needsUser && !snapshot.user ? `!${name}` : method === 'cancel' ? name : wish;
    return mayCall && !snapshot.cancelled ? cancelled(after([counted], snapshot)) : snapshot;
  }, from);
}

function cancelled(snapshot: TransactionSnapshot): TransactionSnapshot {
  return { ...snapshot, cancelled: (snapshot.results['authentication-cancel']?.successCount ?? 0) > 0 };
}

describe('a group that is found never to hold', () => {
  it('never holds, whatever is called, with a session or without', () => {
    let checked = 0;
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 2 }),
        calls,
        calls,
        someone,
        (policies, earlier, wanted, who) => {
          const findings = analyze(policies).filter(({ code }) => code.startsWith('group_'));
          const compiled = configuration(...policies).policies;
          const sessions = compiled.map((policy) => performedFactors(perform(policy, earlier, emptySnapshot())));
          const session = { sessionId: 's', sub: SUB, factors: sessions.flat() };
          for (const { code, pointer } of findings) {
            const [, , index, rule, , position] = pointer.split('/');
            const policy = compiled[Number(index)];
            const ofRule = policy?.[RULES[rule as keyof typeof RULES]][Number(position)] ?? [];
            const start = emptySnapshot();
            const from = code === 'group_needs_session' ? start : withCarriedFactors(start, session, START);
            if (!policy) throw new Error(pointer);
            const snapshot = perform(policy, wanted, from);
            const facts = evaluationDocument(snapshot, snapshot.user ? who : undefined);
            const counts = rule !== 'success_conditions' || (isAuthenticated(snapshot) && !snapshot.cancelled);
            expect(counts && groupsHold([ofRule], facts)).toBe(false);
            checked += 1;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(checked).toBeGreaterThan(200);
  });
});
