import type { JsonObject } from '../../json/json.js';
import type { Patterns } from '../../ports/patterns.js';
import type { AuthenticationMethod, AuthenticationPolicyConfiguration } from '../authentication-policy.js';

/** What an analysis looks at. */
export interface AnalysisContext {
  readonly configuration: AuthenticationPolicyConfiguration;
  /** What `configuration` was compiled from; pointers lead into it. */
  readonly document: JsonObject;
  readonly patterns: Patterns;
  /** Methods that have an enabled configuration, or a built-in one. */
  readonly configuredMethods: ReadonlySet<AuthenticationMethod>;
  /** The server setting `enforce_available_methods`. */
  readonly enforcesAvailableMethods: boolean;
}
