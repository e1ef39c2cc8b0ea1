import { REFUSALS } from '../../errors/refusals.js';
import type { Answer } from '../../errors/answer.js';
import type { BudgetRefusal } from '../../ports/budgets.js';
import { guessesLeft, withGuessSpent } from '../../transaction/challenges.js';
import type { Challenge, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import { withFailedUser } from '../concerned-user.js';
import { verifiedTakes } from './conversion.js';
import { accountKeys, noteIfBlocked } from './account-block.js';
import { accountTake } from './send-budget.js';
import { accepted, accountOf, failureEvent, isUnusable, refused, usableChallenge, wrongCode } from './verification.js';
import type { Unusable, Verification } from './verification.js';

/**
 * Checks a code that was made here, in one commit: a guess is spent, then compared, then the challenge is consumed. Of any number of parallel
 * callers with the right code one is told so, and no more guesses are compared than the budget allows.
 */
export async function verifyInternally(verification: Verification): Promise<Answer> {
  const { step, subjectUser } = verification;
  let wrongFor: string | undefined;
  const committed = await commitStep<Answer>(step, (current, refusal) => {
    const challenge = usableChallenge(verification, current);
    const decision = isUnusable(challenge)
      ? unusableDecision(verification, challenge)
      : decide(verification, current, challenge, refusal);
    wrongFor = isUnusable(challenge) || decision.result.status === 200 ? undefined : accountOf(challenge);
    return decision;
  });
  if (wrongFor !== undefined) await noteIfBlocked(step, wrongFor, subjectUser);
  return answerOf(committed);
}

/** An expired or exhausted code is answered like a wrong one, mapping included: only the event tells them apart (specification 2.13). */
function unusableDecision(verification: Verification, unusable: Unusable): Decision {
  const { answer } = unusable;
  const failure = answer.body;
  if (failure['error'] !== 'invalid_grant') return refused(verification, unusable);
  const mapped = wrongCode(verification.step, { roots: { response_body: failure }, status: answer.status, failure });
  return refused(verification, { ...unusable, answer: mapped });
}

function decide(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  refusal: BudgetRefusal | undefined,
): Decision {
  const { step, guess } = verification;
  if (refusal) return wrong(verification, { next: current, challenge, reason: 'exhausted', left: 0 });
  const account = accountOf(challenge);
  const take = account === undefined ? [] : [accountTake(step, account, 1)];
  const scope = { tenantId: step.tenant.id, transactionId: current.id, challengeId: challenge.id };
  // An unknown destination has a code like any other, so that it costs the same; it never matches.
  const matches =
    challenge.sealedCode !== undefined && step.dependencies.codes.matches(scope, challenge.sealedCode, guess);
  if (matches && challenge.subject.kind !== 'unknown') {
    const decision = accepted(verification, current, challenge, { response_body: { status: 'success' } });
    return {
      ...decision,
      budgets: {
        take: [...take, ...verifiedTakes(step, challenge)],
        ...(account === undefined ? {} : { reset: accountKeys(account) }),
      },
    };
  }
  const spent = withGuessSpent(current, challenge);
  const left = guessesLeft(
    spent,
    { ...challenge, attemptsUsed: challenge.attemptsUsed + 1 },
    step.dependencies.settings.otp.maxAttemptsPerTransaction,
  );
  return { ...wrong(verification, { next: spent, challenge, reason: 'wrong_code', left }), budgets: { take } };
}

interface Wrong {
  readonly next: TransactionSnapshot;
  readonly challenge: Challenge;
  readonly reason: string;
  readonly left: number;
}

function wrong(verification: Verification, { next, challenge, reason, left }: Wrong): Decision {
  const failure = REFUSALS.codeInvalid(left).body;
  const answer = wrongCode(verification.step, { roots: { response_body: failure }, status: 400, failure });
  return {
    next: withFailedUser(next, accountOf(challenge)),
    outcome: 'failure',
    result: answer,
    events: [failureEvent(verification, { answer, reason, challenge })],
  };
}
