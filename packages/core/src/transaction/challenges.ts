import { changed, withEntry } from './changed.js';
import type { Challenge, Channel, TransactionSnapshot } from './snapshot.js';

/** The challenges there are, one of each channel at most. */
export function challengesOf({ challenges }: Pick<TransactionSnapshot, 'challenges'>): readonly Challenge[] {
  return [challenges.sms, challenges.email].filter((challenge) => challenge !== undefined);
}

/** The snapshot with this challenge in the place of any older one of its channel. */
export function withChallenge(snapshot: TransactionSnapshot, challenge: Challenge): TransactionSnapshot {
  return changed(snapshot, { challenges: withEntry(snapshot.challenges, challenge.channel, challenge) });
}

/** The snapshot without a challenge of this channel: consumed, void, or never sent. */
export function withoutChallenge(snapshot: TransactionSnapshot, channel: Channel): TransactionSnapshot {
  return changed(snapshot, { challenges: withEntry<Challenge>(snapshot.challenges, channel, undefined) });
}

/** The snapshot without a store row. */
export function withoutRow(snapshot: TransactionSnapshot, key: string | undefined): TransactionSnapshot {
  if (key === undefined || !(key in snapshot.rows)) return snapshot;
  const { [key]: _gone, ...rows } = snapshot.rows;
  return changed(snapshot, { rows });
}

/** Spends a guess of the challenge and of the transaction, before anything is compared: a crash may not give it back. */
export function withGuessSpent(snapshot: TransactionSnapshot, challenge: Challenge): TransactionSnapshot {
  const spent = { ...challenge, attemptsUsed: challenge.attemptsUsed + 1 };
  return changed(snapshot, {
    challenges: withEntry<Challenge>(snapshot.challenges, challenge.channel, spent),
    guessesSpent: snapshot.guessesSpent + 1,
  });
}

/** Returns a guess that got no verdict. The challenge may be gone or another one by now. */
export function withGuessReturned(
  snapshot: TransactionSnapshot,
  channel: Channel,
  challengeId: string,
): TransactionSnapshot {
  const current = snapshot.challenges[channel];
  const returned = changed(snapshot, { guessesSpent: Math.max(0, snapshot.guessesSpent - 1) });
  if (current?.id !== challengeId) return returned;
  return withChallenge(returned, { ...current, attemptsUsed: Math.max(0, current.attemptsUsed - 1) });
}

/** Guesses left for the challenge: the smaller rest of challenge and transaction. */
export function guessesLeft(snapshot: TransactionSnapshot, challenge: Challenge, perTransaction: number): number {
  return Math.max(0, Math.min(challenge.attemptLimit - challenge.attemptsUsed, perTransaction - snapshot.guessesSpent));
}
