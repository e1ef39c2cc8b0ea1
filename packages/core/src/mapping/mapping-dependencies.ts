import type { Clock } from '../ports/clock.js';
import type { JsonPathReader } from '../ports/json-path-reader.js';
import type { Patterns } from '../ports/patterns.js';
import type { PhoneNumbers } from '../ports/phone-numbers.js';
import type { Digests, Randomness } from '../ports/randomness.js';

/** What compiling and running mapping rules and conditions needs from outside. */
export interface MappingDependencies {
  readonly paths: JsonPathReader;
  readonly patterns: Patterns;
  readonly randomness: Randomness;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly phoneNumbers: PhoneNumbers;
}
