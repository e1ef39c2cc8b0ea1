import { setTimeout as sleep } from 'node:timers/promises';

/** Tells the time, in milliseconds since 1970-01-01T00:00:00Z. */
export interface SandboxClock {
  now(): number;
}

/** Waits. A wait never keeps the process alive. */
export type Delay = (milliseconds: number) => Promise<void>;

export const systemClock: SandboxClock = { now: () => Date.now() };

export const systemDelay: Delay = async (milliseconds) => {
  await sleep(milliseconds, undefined, { ref: false });
};
