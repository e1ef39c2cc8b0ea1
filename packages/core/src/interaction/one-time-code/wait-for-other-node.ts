import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { ChallengePlan } from './challenge-plan.js';

const POLL_MILLISECONDS = 100;

/** The same request is being sent by another node: waits for its answer and gives it. */
export async function waitForOtherNode(plan: ChallengePlan, challengeId: string): Promise<Answer> {
  const { step, traits } = plan;
  const { transactions, clock, timer } = step.dependencies;
  const ref = { tenantId: step.tenant.id, id: step.snapshot.id };
  for (;;) {
    const record = (await transactions.find(ref, clock.now()))?.sends[traits.channel];
    if (record?.last?.challengeId === challengeId) return record.last.answer;
    // The node that sent is gone, or another request took its place.
    if (record?.running?.challengeId !== challengeId || record.running.until <= clock.now())
      return REFUSALS.unavailable;
    await timer.sleep(POLL_MILLISECONDS);
  }
}
