import { ObjectReader } from '../../configuration/document/object-reader.js';
import type { JsonValue } from '../../json/json.js';
import { compileComparison } from '../../mapping/comparison.js';
import { compilePathMember } from '../../mapping/document-members.js';
import type { CompiledJsonPath } from '../../mapping/json-path.js';
import { INTERACTIONS, type PolicyCondition } from '../authentication-policy.js';
import { INTERACTION_MEMBERS } from '../interaction-facts.js';
import { USER_MEMBERS } from '../user-facts.js';
import type { PolicyCompileContext } from './compile-context.js';

// `path` and `operation` are required too; their own readers say so.
const CONDITION = { optional: ['path', 'type', 'operation', 'value'] };

/** Reads `{path, type, operation, value}` (specification 3.5); undefined when something is wrong with it. */
export function readCondition(
  document: JsonValue,
  pointer: string,
  context: PolicyCompileContext,
): PolicyCondition | undefined {
  const { violations, dependencies } = context;
  const reader = ObjectReader.open(document, pointer, violations, CONDITION);
  if (!reader) return undefined;
  const path = compilePathMember(reader.raw('path'), reader.at('path'), violations, dependencies.paths);
  const subject = path && subjectOf(path);
  if (path && subject === undefined) {
    violations.add(
      reader.at('path'),
      'invalid path',
      'an interaction or user, then one of its members or a descent, as in $.password-authentication.success_count',
      path.text,
    );
  }
  const value = reader.raw('value');
  const comparison = compileComparison(
    { operation: reader.raw('operation'), value, type: reader.raw('type') },
    pointer,
    violations,
    dependencies.patterns,
  );
  if (!path || subject === undefined || !comparison) return undefined;
  return {
    path: path.text,
    operation: comparison.operation,
    value,
    interaction: subject === 'user' ? undefined : subject,
    evaluate: (facts) => {
      const actual = path.read(facts);
      return { ...comparison.evaluate(actual), actual };
    },
  };
}

/** The interaction or `user` a path is about; undefined when it can select nothing of the evaluation document (specification 3.4). */
function subjectOf({ segments }: CompiledJsonPath): string | undefined {
  const [first, second] = segments;
  if (first?.kind !== 'member' || !second) return undefined;
  const isUser = first.name === 'user';
  if (!isUser && !Object.hasOwn(INTERACTIONS, first.name)) return undefined;
  if (second.kind === 'descent') return first.name;
  const members = isUser ? USER_MEMBERS : INTERACTION_MEMBERS;
  return second.kind === 'member' && members.includes(second.name) ? first.name : undefined;
}
