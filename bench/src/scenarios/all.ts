import { COLD_START } from './cold-start.js';
import { EXTERNAL } from './external.js';
import { GROWTH_SCENARIOS } from './growth.js';
import { LATENCY } from './latency.js';
import { LOGIN } from './login.js';
import { MEMORY } from './memory.js';
import { OUTAGE } from './outage.js';
import { PAIRS } from './pairs.js';
import { PROFILE } from './profile.js';
import type { Scenario } from './scenario.js';
import { SLOW_GATEWAY } from './slow-gateway.js';
import { SOAK } from './soak.js';
import { TWO_PROCESSES } from './two-processes.js';

/** In the order of the page. */
export const SCENARIOS: readonly Scenario[] = [
  ...[PAIRS, EXTERNAL, LOGIN, LATENCY, SLOW_GATEWAY, OUTAGE],
  ...[MEMORY, ...GROWTH_SCENARIOS, COLD_START, TWO_PROCESSES, SOAK, PROFILE],
];
