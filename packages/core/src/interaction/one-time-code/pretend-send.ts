import type { JsonObject } from '../../json/json.js';
import { InvalidParameterValueError } from '../../mapping/invalid-parameter-value-error.js';
import type { HttpClient } from '../../ports/http-client.js';
import { withTexts } from '../compose-body.js';
import { runExternal } from '../external-execution.js';
import type { ChallengePlan } from './challenge-plan.js';
import { challengeResult, externalInput, unsendable } from './perform-send.js';
import type { SendTimings } from './send-timings.js';
import type { SendOutcome } from './send-outcome.js';

/** Nothing is sent, but it takes as long and ends the same as if it were (specification 2.6). */
export async function pretendSend(plan: ChallengePlan, timings: SendTimings, key: string): Promise<SendOutcome> {
  const { clock, randomness, timer } = plan.step.dependencies;
  if (!(await isSendable(plan))) return unsendable(false);
  const wait = timings.duration(key, (limit) => randomness.integer(limit));
  if (wait > 0) await timer.sleep(wait);
  const detail = UNKNOWN_DESTINATION;
  const failure = timings.recentFailure(key, clock.now());
  if (failure) {
    const { answer, destination } = failure;
    const body = retarget(answer.body, destination, plan.challenge.destination);
    return { ...failure, answer: { ...answer, body }, sent: false, detail };
  }
  if (plan.foreseen) return plan.foreseen;
  const code = plan.challenge.mode === 'external' ? randomness.digits(6) : undefined;
  const answer = { status: 200, body: challengeResult(plan, code) };
  return { answer, counts: 'success', sent: true, reachedProvider: true, detail };
}

/** What the event says about a message that nobody gets. */
export const UNKNOWN_DESTINATION: SendOutcome['detail'] = { reason: 'unknown_destination' };

const NOBODY: HttpClient = {
  send: () => Promise.resolve({ kind: 'response', status: 200, headers: {}, body: '{}' }),
};

/** Maps what would be sent: a value that cannot be sent is refused whether or not the destination is known. */
async function isSendable(plan: ChallengePlan): Promise<boolean> {
  const { step } = plan;
  const { kind } = step.definition.execution;
  if (kind !== 'http_request' && kind !== 'http_requests') return true;
  try {
    await runExternal(step, externalInput(plan, NOBODY));
    return true;
  } catch (error) {
    if (error instanceof InvalidParameterValueError) return false;
    throw error;
  }
}

/** A service may repeat the destination in its answer; what it said about another one is told as if it were about this one. */
function retarget(body: JsonObject, from: string, to: string): JsonObject {
  // Some services leave the plus of a number away.
  const [sought, other] = [from.replace(/^\+/, ''), to.replace(/^\+/, '')];
  return withTexts(body, (text) => text.replaceAll(sought, () => other));
}
