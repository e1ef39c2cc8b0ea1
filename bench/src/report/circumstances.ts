import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Pace } from '../scenarios/lab.js';
import type { Circumstances } from './publish.js';

/** Of this process and machine. @param stolen share of the CPU time that other machines on the same hardware took meanwhile */
export function circumstancesOf({ rounds, roundMilliseconds }: Pace, stolen: number | undefined): Circumstances {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    rounds,
    roundSeconds: roundMilliseconds / 1000,
    ...(stolen === undefined ? {} : { stolenPercent: Math.round(stolen * 1000) / 10 }),
  };
}

/** CPU time of all cores since the machine started, in ticks of the kernel. */
export interface CpuTime {
  readonly total: number;
  /** When a core of this machine was ready to run and the hypervisor let another machine run. */
  readonly stolen: number;
}

/** Undefined where no kernel tells. */
export function readCpuTime(): CpuTime | undefined {
  try {
    return cpuTimeOf(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Of the text of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal; guests are counted in user already. */
export function cpuTimeOf(text: string): CpuTime | undefined {
  const [name, ...fields] = text.split('\n', 1)[0]?.split(/\s+/) ?? [];
  const ticks = fields.slice(0, 8).map(Number);
  if (name !== 'cpu' || ticks.length < 8 || ticks.some(Number.isNaN)) return undefined;
  return { total: ticks.reduce((sum, tick) => sum + tick, 0), stolen: ticks[7] ?? 0 };
}

/** Share of the CPU time between two readings. */
export function stolenShare(before: CpuTime | undefined, after: CpuTime | undefined): number | undefined {
  if (!before || !after || after.total <= before.total) return undefined;
  return (after.stolen - before.stolen) / (after.total - before.total);
}
