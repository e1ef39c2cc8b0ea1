import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { JsonObject } from '../../json/json.js';
import { InvalidParameterValueError } from '../../mapping/invalid-parameter-value-error.js';
import { guessesLeft, withGuessReturned, withGuessSpent } from '../../transaction/challenges.js';
import type { Challenge, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Decision } from '../commit-step.js';
import { runExternal } from '../external-execution.js';
import type { ExternalInput, ExternalResult } from '../external-execution.js';
import { storeRow } from '../store-row.js';
import { noteBlockedAccount } from './account-block.js';
import { accountKey, accountTake } from './send-budget.js';
import { accepted, accountOf, failureEvent, isUnusable, refused, usableChallenge, wrongCode } from './verification.js';
import type { Verification } from './verification.js';

type Reserved =
  | { readonly challenge: Challenge; readonly row: JsonObject }
  | { readonly answer: Answer; readonly blockedAccount?: string };

/**
 * Lets an outside service check the code: a guess is reserved, the service is asked without any lock, the verdict is recorded. A call without a
 * verdict gives the guess back (specification 2.5).
 */
export async function verifyExternally(
  verification: Verification,
  pretend: () => Promise<ExternalResult>,
): Promise<Answer> {
  const { step, subjectUser } = verification;
  const committed = await commitStep<Reserved>(step, (current, refusal) =>
    reserve(verification, current, refusal !== undefined),
  );
  if (committed.refused) return committed.refused;
  const reserved = committed.result ?? { answer: REFUSALS.notPending };
  if ('answer' in reserved) {
    if (reserved.blockedAccount !== undefined) await noteBlockedAccount(step, reserved.blockedAccount, subjectUser);
    return reserved.answer;
  }
  const { challenge, row } = reserved;
  try {
    const result =
      challenge.subject.kind === 'unknown'
        ? await pretend()
        : await runExternal(step, externalInput(verification, challenge, row));
    return await settle(verification, challenge, result);
  } catch (error) {
    await giveBack(verification, challenge);
    if (error instanceof InvalidParameterValueError) return REFUSALS.invalidParameterValue;
    throw error;
  }
}

function reserve(
  verification: Verification,
  current: TransactionSnapshot,
  isAccountBlocked: boolean,
): Decision<Reserved> {
  const { step } = verification;
  const challenge = usableChallenge(verification, current);
  const account = isUnusable(challenge) ? undefined : accountOf(challenge);
  if (isUnusable(challenge) || isAccountBlocked) {
    const unusable = isUnusable(challenge)
      ? challenge
      : { answer: REFUSALS.codeInvalid(0), reason: 'exhausted', next: current, challenge };
    const decision = refused(verification, unusable);
    return {
      ...decision,
      result: {
        answer: unusable.answer,
        ...(isAccountBlocked && account !== undefined ? { blockedAccount: account } : {}),
      },
    };
  }
  const key = step.definition.previousInteractionKey;
  return {
    next: withGuessSpent(current, challenge),
    outcome: undefined,
    result: { challenge, row: (key === undefined ? undefined : current.rows[key]) ?? {} },
    ...(account === undefined ? {} : { budgets: { take: [accountTake(step, account, 1)] } }),
  };
}

/** The caller can never choose which challenge or destination is verified (specification 1.14). */
function externalInput({ step, traits }: Verification, challenge: Challenge, row: JsonObject): ExternalInput {
  const { transactionIdParam, verificationCodeParam } = step.configuration.metadata;
  const taken = new Set([
    ...Object.keys(row),
    traits.field,
    ...(transactionIdParam === undefined ? [] : [transactionIdParam]),
  ]);
  taken.delete(verificationCodeParam);
  const requestBody = Object.fromEntries(Object.entries(step.mappedBody).filter(([name]) => !taken.has(name)));
  const stored = transactionIdParam === undefined ? undefined : row[transactionIdParam];
  return {
    kind: 'verification',
    requestBody,
    interactionRow: { [traits.field]: challenge.destination, ...row },
    ...(transactionIdParam !== undefined && stored !== undefined
      ? { addToBody: { name: transactionIdParam, value: stored } }
      : {}),
  };
}

async function settle(verification: Verification, challenge: Challenge, result: ExternalResult): Promise<Answer> {
  const { step } = verification;
  const account = accountOf(challenge);
  const committed = await commitStep<Answer>(
    step,
    (current) => {
      if (result.outcome === 'success') return succeeded(verification, current, challenge, result);
      if (!result.hasVerdict) return withoutVerdict(verification, current, challenge, result);
      return wrong(verification, current, challenge, result);
    },
    { keepsUser: false },
  );
  // Only after the verdict is recorded, so that the run of failures ends with a success that exists.
  if (committed.result?.status === 200 && account !== undefined) {
    await step.dependencies.budgets.apply(
      step.tenant.id,
      { reset: [accountKey(account)] },
      step.dependencies.clock.now(),
    );
  }
  return answerOf(committed);
}

function succeeded(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  result: ExternalResult,
): Decision {
  // Another right code was faster, a newer challenge voided this one, or another user was bound meanwhile.
  if (current.challenges[challenge.channel]?.id !== challenge.id) {
    return refused(verification, { answer: REFUSALS.notPending, reason: 'not_pending', next: current, challenge });
  }
  if (current.user?.sub !== verification.step.snapshot.user?.sub) {
    return refused(verification, { answer: REFUSALS.userNotSame, reason: 'user_mismatch', next: current, challenge });
  }
  const row = storeRow(verification.step, result.roots, result.store);
  const returned = withGuessReturned(current, challenge.channel, challenge.id);
  const kept = row ? { ...returned, rows: { ...returned.rows, [row.key]: row.value } } : returned;
  return accepted(verification, kept, challenge, result.roots);
}

function withoutVerdict(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  result: ExternalResult,
): Decision {
  const account = accountOf(challenge);
  const answer = wrongCode(verification.step, result.roots, result.status, result.failure);
  return {
    next: withGuessReturned(current, challenge.channel, challenge.id),
    outcome: 'call',
    result: answer,
    events: [
      failureEvent(verification, answer, result.detail.reason ?? 'provider_unreachable', challenge, result.detail),
    ],
    ...(account === undefined ? {} : { budgets: { giveBack: [accountKey(account)] } }),
  };
}

function wrong(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  result: ExternalResult,
): Decision {
  const { step } = verification;
  const standing = current.challenges[challenge.channel];
  const counted = standing?.id === challenge.id ? standing : { ...challenge, attemptsUsed: challenge.attemptLimit };
  const left = guessesLeft(current, counted, step.dependencies.settings.otp.maxAttemptsPerTransaction);
  const answer = wrongCode(step, result.roots, result.status, result.failure);
  const counting = { ...answer, body: { ...answer.body, attempts_remaining: left } };
  return {
    next: current,
    outcome: 'failure',
    result: counting,
    events: [failureEvent(verification, counting, 'wrong_code', challenge, result.detail)],
  };
}

/** A fault of ours after the reservation: nobody looked at the code. */
async function giveBack(verification: Verification, challenge: Challenge): Promise<void> {
  const account = accountOf(challenge);
  await commitStep<undefined>(
    verification.step,
    (current) => ({
      next: withGuessReturned(current, challenge.channel, challenge.id),
      outcome: 'call',
      result: undefined,
      ...(account === undefined ? {} : { budgets: { giveBack: [accountKey(account)] } }),
    }),
    { keepsUser: false },
  );
}
