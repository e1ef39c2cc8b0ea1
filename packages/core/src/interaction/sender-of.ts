import type { ConfiguredStep } from './step.js';

/** What a step asks or sends with: `sender_type` of internal mode, else the name of the function. One of the few that are registered. */
export function senderOf({ definition }: Pick<ConfiguredStep, 'definition'>): string {
  const { execution } = definition;
  if (execution.kind === 'internal_challenge') return execution.details.sender.name;
  return execution.kind === 'custom' ? execution.executor.name : execution.kind;
}
