import type { JsonObject } from '../../json/json.js';
import type { InteractionResult } from '../../transaction/snapshot.js';

/** The request of a simulated login. */
export interface SimulatedRequest {
  readonly clientId: string;
  /** Those left after the client's limits. */
  readonly scopes: readonly string[];
  readonly acrValues: readonly string[];
}

/** What happened so far in a simulated login. */
export interface SimulatedFacts {
  readonly results: Readonly<Record<string, InteractionResult>>;
  /** The bound user, as specification 3.4 shows it; undefined: nobody is bound. */
  readonly user: JsonObject | undefined;
}
