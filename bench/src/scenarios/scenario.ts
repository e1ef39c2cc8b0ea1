import type { Mode } from '../options.js';
import type { ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';

/** Something that is measured. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What it does, in a sentence for the page. */
  readonly about: string;
  /** The runs it is part of when none is named: all take it when it is named. */
  readonly modes: readonly Mode[];
  /** @throws Error on any wrong answer */
  run(lab: Lab, mode: Mode): Promise<ScenarioResult>;
}
