import fc from 'fast-check';
import { BUILT_IN_POLICY } from '../../src/policy/built-in-policy.js';
import { policyAt, selectPolicy } from '../../src/policy/select-policy.js';
import { anyOf, configuration, POLICY_ID } from './support.js';

const success_conditions = anyOf(['password-authentication']);
const A = { description: 'A', priority: 10, conditions: { scopes: ['openid'] }, success_conditions };
const B = { description: 'B', priority: 20, conditions: { client_ids: ['bank'] }, success_conditions };
const C = { description: 'C', priority: 5, success_conditions };
const D = { description: 'D', priority: 5, success_conditions };

describe('choosing a policy', () => {
  it.each([
    ['the higher priority of two that match', [A, B], 'bank', ['openid'], 'B', false],
    ['the one that matches', [A, B], 'shop', ['openid'], 'A', false],
    ['the first declared when none matches', [A, B], 'shop', ['profile'], 'A', true],
    ['the first declared on a tie', [C, D], 'any', ['openid'], 'C', false],
    ['the later one when its priority is higher', [C, A], 'any', ['openid'], 'A', false],
    ['the first declared as fallback whatever its priority', [{ ...A, priority: -1 }, B], 'shop', [], 'A', true],
  ])('takes %s', (_what, policies, clientId, scopes, description, fallback) => {
    const { policy, reference } = selectPolicy(configuration(...policies), { clientId, scopes, acrValues: [] });
    expect(policy.description).toBe(description);
    const index = policies.findIndex((candidate) => candidate.description === description);
    expect(reference).toEqual({ kind: 'configured', configurationId: POLICY_ID, version: 1, index, fallback });
  });

  it('wants all three lists to match', () => {
    const all = {
      ...D,
      priority: 30,
      conditions: { client_ids: ['bank', 'shop'], acr_values: ['mfa'], scopes: ['transfers'] },
    };
    const chosen = (clientId: string, acrValues: string[], scopes: string[]): unknown =>
      selectPolicy(configuration(C, all), { clientId, acrValues, scopes }).policy.description;
    expect(chosen('bank', ['mfa', 'other'], ['openid', 'transfers'])).toBe('D');
    expect(chosen('other', ['mfa'], ['transfers'])).toBe('C');
    expect(chosen('bank', [], ['transfers'])).toBe('C');
    expect(chosen('bank', ['mfa'], ['openid'])).toBe('C');
  });

  it('is the built-in policy without a configuration, and with a disabled one', () => {
    const criteria = { clientId: 'any', acrValues: [], scopes: [] };
    const builtIn = { policy: BUILT_IN_POLICY, reference: { kind: 'built_in' } };
    expect(selectPolicy(undefined, criteria)).toEqual(builtIn);
    expect(selectPolicy({ ...configuration(C), enabled: false }, criteria)).toEqual(builtIn);
  });

  it('depends on nothing but its input', () => {
    const names = fc.subarray(['x', 'y', 'z']);
    const document = fc.record({
      priority: fc.integer({ min: -2, max: 2 }),
      conditions: fc.record({ client_ids: names, acr_values: names, scopes: names }),
      success_conditions: fc.constant(success_conditions),
    });
    const criteria = fc.record({ clientId: fc.constantFrom('x', 'y'), acrValues: names, scopes: names });
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), criteria, (documents, request) => {
        const { policy, reference } = selectPolicy(configuration(...documents), request);
        expect(selectPolicy(configuration(...documents), request).reference).toEqual(reference);
        // An order of the requested values means nothing here.
        const reversed = { ...request, acrValues: request.acrValues.toReversed(), scopes: request.scopes.toReversed() };
        expect(selectPolicy(configuration(...documents), reversed).reference).toEqual(reference);
        const noBetter = documents.every(
          (other) => other.priority <= policy.priority || !isOpenTo(other.conditions, request),
        );
        expect(reference.kind === 'configured' && (reference.fallback || noBetter)).toBe(true);
      }),
    );
  });
});

describe('the policy a transaction began with', () => {
  it('is found by its position', () => {
    const two = configuration(C, D);
    expect(
      policyAt({ kind: 'configured', configurationId: POLICY_ID, version: 1, index: 1, fallback: false }, two)
        .description,
    ).toBe('D');
    expect(policyAt({ kind: 'built_in' }, undefined)).toBe(BUILT_IN_POLICY);
  });

  it('is a configuration error when its version is gone', () => {
    const reference = {
      kind: 'configured',
      configurationId: POLICY_ID,
      version: 1,
      index: 0,
      fallback: false,
    } as const;
    expect(() => policyAt(reference, undefined)).toThrow(expect.objectContaining({ code: 'ERR_SERVER_CONFIGURATION' }));
  });
});

interface Lists {
  readonly client_ids: readonly string[];
  readonly acr_values: readonly string[];
  readonly scopes: readonly string[];
}

function isOpenTo(
  lists: Lists,
  request: { readonly clientId: string; readonly acrValues: readonly string[]; readonly scopes: readonly string[] },
): boolean {
  const meets = (wanted: readonly string[], present: readonly string[]): boolean =>
    wanted.length === 0 || new Set([...wanted, ...present]).size < wanted.length + present.length;
  return (
    meets(lists.client_ids, [request.clientId]) &&
    meets(lists.acr_values, request.acrValues) &&
    meets(lists.scopes, request.scopes)
  );
}
