import { REFUSALS } from '../../errors/refusals.js';
import type { Answer } from '../../errors/answer.js';
import type { BudgetRefusal } from '../../ports/budgets.js';
import { guessesLeft, withGuessSpent } from '../../transaction/challenges.js';
import type { Challenge, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import { noteBlockedAccount } from './account-block.js';
import { accountKey, accountTake } from './send-budget.js';
import { accepted, accountOf, failureEvent, isUnusable, refused, usableChallenge, wrongCode } from './verification.js';
import type { Verification } from './verification.js';

/**
 * Checks a code that was made here, in one commit: a guess is spent, then compared, then the challenge is consumed. Of any number of parallel
 * callers with the right code one is told so, and no more guesses are compared than the budget allows.
 */
export async function verifyInternally(verification: Verification): Promise<Answer> {
  let blockedAccount: string | undefined;
  const committed = await commitStep<Answer>(verification.step, (current, refusal) => {
    const challenge = usableChallenge(verification, current);
    if (isUnusable(challenge)) return refused(verification, challenge);
    blockedAccount = refusal ? accountOf(challenge) : undefined;
    return decide(verification, current, challenge, refusal);
  });
  if (blockedAccount !== undefined)
    await noteBlockedAccount(verification.step, blockedAccount, verification.subjectUser);
  return answerOf(committed);
}

function decide(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  refusal: BudgetRefusal | undefined,
): Decision {
  const { step, guess } = verification;
  if (refusal) return wrong(verification, current, challenge, 'exhausted', 0);
  const account = accountOf(challenge);
  const take = account === undefined ? [] : [accountTake(step, account, 1)];
  const scope = { tenantId: step.tenant.id, transactionId: current.id, challengeId: challenge.id };
  // An unknown destination has a code like any other, so that it costs the same; it never matches.
  const matches =
    challenge.sealedCode !== undefined && step.dependencies.codes.matches(scope, challenge.sealedCode, guess);
  if (matches && challenge.subject.kind !== 'unknown') {
    const decision = accepted(verification, current, challenge, { response_body: { status: 'success' } });
    return { ...decision, budgets: { take, ...(account === undefined ? {} : { reset: [accountKey(account)] }) } };
  }
  const spent = withGuessSpent(current, challenge);
  const left = guessesLeft(
    spent,
    { ...challenge, attemptsUsed: challenge.attemptsUsed + 1 },
    step.dependencies.settings.otp.maxAttemptsPerTransaction,
  );
  return { ...wrong(verification, spent, challenge, 'wrong_code', left), budgets: { take } };
}

function wrong(
  verification: Verification,
  next: TransactionSnapshot,
  challenge: Challenge,
  reason: string,
  left: number,
): Decision {
  const failure = REFUSALS.codeInvalid(left).body;
  const answer = wrongCode(verification.step, { response_body: failure }, 400, failure);
  return { next, outcome: 'failure', result: answer, events: [failureEvent(verification, answer, reason, challenge)] };
}
