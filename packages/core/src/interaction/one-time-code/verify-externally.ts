import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { JsonObject } from '../../json/json.js';
import { guessesLeft, withGuessReturned, withGuessSpent } from '../../transaction/challenges.js';
import { changed } from '../../transaction/changed.js';
import type { Challenge, TransactionSnapshot } from '../../transaction/snapshot.js';
import { answerOf, commitStep } from '../commit-step.js';
import type { Committed, Decision } from '../commit-step.js';
import { withFailedUser } from '../concerned-user.js';
import type { ExternalInput, ExternalResult } from '../external-execution.js';
import type { ConfiguredStep } from '../step.js';
import { verifiedTakes } from './conversion.js';
import { storeRow } from '../store-row.js';
import type { StoreRow } from '../store-row.js';
import { accountKeys, noteBlockedAccount, noteIfBlocked } from './account-block.js';
import { accountKey, accountTake } from './send-budget.js';
import { accepted, accountOf, failureEvent, isUnusable, refused, usableChallenge, wrongCode } from './verification.js';
import type { Verification } from './verification.js';

type Reserved =
  | { readonly challenge: Challenge; readonly row: JsonObject }
  | { readonly answer: Answer; readonly blockedAccount?: string };

/**
 * Lets an outside service check the code: a guess is reserved, the service is asked without any lock, the verdict is recorded. A call without a
 * verdict gives the guess back (specification 2.5).
 * @throws InvalidParameterValueError when the caller's values cannot be sent; the guess is given back
 */
export async function verifyExternally(verification: Verification, ask: Ask): Promise<Answer> {
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
  const verdict = await ask(externalInput(verification, challenge, row))
    .then((result) => ({ result, row: rowOf(step, result) }))
    .catch(async (error: unknown): Promise<never> => {
      await giveBack(verification, challenge);
      throw error;
    });
  const answer = answerOf(await settle(verification, challenge, verdict));
  if (verdict.result.outcome === 'failure') await noteIfBlocked(step, accountOf(challenge), subjectUser);
  return answer;
}

/** Asks the service. */
type Ask = (input: ExternalInput) => Promise<ExternalResult>;

interface Verdict {
  readonly result: ExternalResult;
  /** What the service's answer leaves in the transaction. */
  readonly row: StoreRow | undefined;
}

function rowOf(step: ConfiguredStep, result: ExternalResult): StoreRow | undefined {
  return result.outcome === 'success' ? storeRow(step, result.roots, result.store) : undefined;
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
  return {
    next: withGuessSpent(current, challenge),
    outcome: undefined,
    result: { challenge, row: rowNamed(current, step.definition.previousInteractionKey) },
    ...(account === undefined ? {} : { budgets: { take: [accountTake(step, account, 1)] } }),
  };
}

function rowNamed({ rows }: TransactionSnapshot, key: string | undefined): JsonObject {
  return (key !== undefined && Object.hasOwn(rows, key) ? rows[key] : undefined) ?? {};
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

async function settle(verification: Verification, challenge: Challenge, verdict: Verdict): Promise<Committed<Answer>> {
  const { result } = verdict;
  return commitStep<Answer>(
    verification.step,
    (current) => {
      if (result.outcome === 'success') return succeeded(verification, current, challenge, verdict);
      if (!result.hasVerdict) return withoutVerdict(verification, current, challenge, result);
      return wrong(verification, current, challenge, result);
    },
    { keepsUser: false },
  );
}

function succeeded(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  { result, row }: Verdict,
): Decision {
  const account = accountOf(challenge);
  const returned = withGuessReturned(current, challenge.channel, challenge.id);
  // Another right code was faster, a newer challenge voided this one, or another user was bound meanwhile. The guess was right all the same.
  const useless =
    current.challenges[challenge.channel]?.id !== challenge.id
      ? { answer: REFUSALS.notPending, reason: 'not_pending' }
      : current.user?.sub !== verification.step.snapshot.user?.sub
        ? { answer: REFUSALS.userNotSame, reason: 'user_mismatch' }
        : undefined;
  if (useless) {
    return {
      ...refused(verification, { ...useless, next: returned, challenge }),
      ...(account === undefined ? {} : { budgets: { giveBack: [accountKey(account)] } }),
    };
  }
  const kept = row ? changed(returned, { rows: { ...returned.rows, [row.key]: row.value } }) : returned;
  return {
    ...accepted(verification, kept, challenge, result.roots),
    budgets: {
      take: verifiedTakes(verification.step, challenge),
      ...(account === undefined ? {} : { reset: accountKeys(account) }),
    },
  };
}

function withoutVerdict(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  result: ExternalResult,
): Decision {
  const account = accountOf(challenge);
  const { step } = verification;
  const next = withGuessReturned(current, challenge.channel, challenge.id);
  const failed = wrongCode(step, result, challenge);
  const answer =
    result.status < 500
      ? { ...failed, body: { ...failed.body, attempts_remaining: restOf(step, next, challenge) } }
      : failed;
  return {
    next,
    outcome: 'call',
    result: answer,
    events: [
      failureEvent(verification, {
        answer,
        reason: result.detail.reason ?? 'provider_unreachable',
        challenge,
        detail: result.detail,
      }),
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
  const left = restOf(step, current, challenge);
  const answer = wrongCode(step, result, challenge);
  const counting = { ...answer, body: { ...answer.body, attempts_remaining: left } };
  return {
    next: withFailedUser(current, accountOf(challenge)),
    outcome: 'failure',
    result: counting,
    events: [failureEvent(verification, { answer: counting, reason: 'wrong_code', challenge, detail: result.detail })],
  };
}

/** Guesses left for the challenge; none once it was consumed or replaced. */
function restOf(step: ConfiguredStep, current: TransactionSnapshot, { channel, id }: Challenge): number {
  const standing = current.challenges[channel];
  return standing?.id === id
    ? guessesLeft(current, standing, step.dependencies.settings.otp.maxAttemptsPerTransaction)
    : 0;
}

/** A fault of ours after the reservation: nobody looked at the code. The error that tells of it is counted where it is handled. */
async function giveBack(verification: Verification, challenge: Challenge): Promise<void> {
  const account = accountOf(challenge);
  await commitStep<undefined>(
    verification.step,
    (current) => ({
      next: withGuessReturned(current, challenge.channel, challenge.id),
      outcome: undefined,
      result: undefined,
      ...(account === undefined ? {} : { budgets: { giveBack: [accountKey(account)] } }),
    }),
    { keepsUser: false },
  );
}
