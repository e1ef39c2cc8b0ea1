import { availableParallelism } from 'node:os';
import type { Pace } from '../scenarios/lab.js';
import type { Circumstances } from './publish.js';

/** Of this process and machine. */
export function circumstancesOf({ rounds, roundMilliseconds }: Pace): Circumstances {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    rounds,
    roundSeconds: roundMilliseconds / 1000,
  };
}
