export type { Channel } from './channel.js';
export type { Delay, SandboxClock } from './clock.js';
export type { SandboxMessage } from './inbox.js';
export { SCENARIOS, type Scenario } from './scenarios.js';
export { DEFAULT_PORT, createSmsSandbox, type SmsSandbox, type SmsSandboxOptions } from './sandbox.js';
