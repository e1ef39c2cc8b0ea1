import fc from 'fast-check';
import type { JsonObject } from '../../src/json/json.js';
import { selectPolicy } from '../../src/policy/select-policy.js';
import { analyze } from './analysis-support.js';
import { anyOf, configuration } from './support.js';

/** Positions of the policies that are found to be never selected. */
function neverSelected(...policies: JsonObject[]): readonly number[] {
  return analyze(policies)
    .filter(({ code }) => code === 'policy_never_selected')
    .map(({ pointer }) => Number(pointer.split('/')[2]));
}

describe('a policy that is never selected', () => {
  it('is found behind one of higher priority with weaker conditions', () => {
    const policies = [
      { priority: 5, conditions: { scopes: ['openid'], client_ids: ['bank'] } },
      { priority: 10, conditions: { scopes: ['openid', 'profile'] } },
    ];
    expect(neverSelected({}, ...policies)).toEqual([1]);
    expect(analyze([{}, ...policies]).map(({ message }) => message)).toContain(
      'Every request that matches this policy is given another one: 2 (position in policies)',
    );
  });

  it('is found behind an earlier one of the same priority', () => {
    expect(neverSelected({}, { conditions: { scopes: ['openid'] } })).toEqual([1]);
  });

  it('is found behind several that cover it together', () => {
    const policies = [
      { priority: 9, conditions: { client_ids: ['a'] } },
      { priority: 9, conditions: { client_ids: ['b'] } },
      { priority: 1, conditions: { client_ids: ['a', 'b'], scopes: ['openid'] } },
    ];
    expect(neverSelected(...policies)).toEqual([2]);
    expect(neverSelected(...policies.slice(1))).toEqual([]);
  });

  it('is not found behind one of weaker conditions and lower priority, nor behind stronger conditions', () => {
    expect(neverSelected({ priority: 1 }, { priority: 2, conditions: { scopes: ['openid'] } })).toEqual([]);
    expect(neverSelected({ priority: 2, conditions: { scopes: ['openid'] } }, { priority: 1 })).toEqual([]);
  });

  it('is not the first one while some request matches nothing', () => {
    const hidden = { conditions: { scopes: ['a'] } };
    expect(neverSelected(hidden, { priority: 1, conditions: { scopes: ['a', 'b'] } })).toEqual([]);
    expect(neverSelected(hidden, { priority: 1 })).toEqual([0]);
  });

  it('is given the benefit of the doubt when there are too many requests to try', () => {
    const many = (prefix: string): string[] => Array.from({ length: 300 }, (_, index) => `${prefix}${index}`);
    const conditions = { client_ids: many('c'), scopes: many('s') };
    expect(neverSelected({}, { conditions })).toEqual([]);
  });

  it('is exactly one that no request of any kind is given', () => {
    const names = ['a', 'b', 'c'];
    const some = fc.subarray(names, { maxLength: 2 });
    const policy = fc.record({
      priority: fc.integer({ min: 0, max: 2 }),
      conditions: fc.record({ client_ids: some, acr_values: some, scopes: some }),
      success_conditions: fc.constant(anyOf(['password-authentication'])),
    });
    const subsets = [[], ['a'], ['b'], ['c'], ['a', 'b'], ['a', 'c'], ['b', 'c'], names];
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), (policies) => {
        const compiled = configuration(...policies);
        const given = new Set<number>();
        for (const clientId of [...names, 'other']) {
          for (const acrValues of subsets) {
            for (const scopes of subsets) {
              const { reference } = selectPolicy(compiled, { clientId, acrValues, scopes });
              if (reference.kind === 'configured') given.add(reference.index);
            }
          }
        }
        const never = policies.flatMap((_, index) => (given.has(index) ? [] : [index]));
        expect(neverSelected(...policies)).toEqual(never);
      }),
    );
  });
});
