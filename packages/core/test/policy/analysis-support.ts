import type { JsonObject, JsonValue } from '../../src/json/json.js';
import { METHODS, type AuthenticationMethod } from '../../src/policy/authentication-policy.js';
import { analyzePolicies } from '../../src/policy/analyze.js';
import type { PolicyFinding } from '../../src/policy/analysis/finding.js';
import { anyOf, compile, dependencies } from './support.js';

export interface AnalysisOptions {
  readonly configured?: readonly AuthenticationMethod[];
  readonly enforces?: boolean;
}

/** The findings of a configuration of these policies; a policy succeeds with a password unless it says otherwise. */
export function analyze(
  policies: readonly JsonObject[],
  { configured = METHODS, enforces = true }: AnalysisOptions = {},
): readonly PolicyFinding[] {
  const document: JsonObject = {
    flow: 'oauth',
    policies: policies.map((policy) => ({ success_conditions: anyOf(['password-authentication']), ...policy })),
  };
  const { configuration, violations } = compile(document);
  if (!configuration) throw new Error(JSON.stringify(violations.violations));
  return analyzePolicies({
    configuration,
    document,
    patterns: dependencies.patterns,
    configuredMethods: new Set(configured),
    enforcesAvailableMethods: enforces,
  });
}

/** `code pointer` of each finding. */
export function places(findings: readonly PolicyFinding[]): readonly string[] {
  return findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

/** `path operation value`, as in `password-authentication.success_count gte 1`; the value is JSON. */
export function condition(text: string): JsonObject {
  const [path, operation, ...value] = text.split(' ');
  const parsed = value.length === 0 ? {} : { value: JSON.parse(value.join(' ')) as JsonValue };
  return { path: `$.${path}`, operation: operation ?? '', ...parsed };
}
