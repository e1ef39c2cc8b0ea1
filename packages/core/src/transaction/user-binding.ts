import type { Instant } from '../ports/clock.js';
import type { User } from '../user/user.js';
import { changed } from './changed.js';
import type { BoundUser, InteractionResult, TransactionSnapshot } from './snapshot.js';

/** Tells whether a factor that proves `sub` may bind it: nobody is bound, the same user is, or only a session's factors bind another. */
export function mayBind(snapshot: TransactionSnapshot, sub: string): boolean {
  return snapshot.user === undefined || snapshot.user.sub === sub || snapshot.user.carriedOver;
}

/** The snapshot whose user is bound by a proof of this very login, and can no longer be replaced. */
export function withUserProven(snapshot: TransactionSnapshot): TransactionSnapshot {
  return snapshot.user?.carriedOver ? changed(snapshot, { user: { ...snapshot.user, carriedOver: false } }) : snapshot;
}

/**
 * Binds a user after a correct first factor. When only factors carried over from a session bound another user, these are dropped
 * (specification 2.2). Ask {@link mayBind} first.
 */
export function withUserBound(
  snapshot: TransactionSnapshot,
  bound: { readonly sub: string; readonly registration?: User },
): TransactionSnapshot {
  const current = snapshot.user;
  if (current?.sub === bound.sub) {
    const kept: BoundUser = {
      ...current,
      carriedOver: false,
      ...(bound.registration ? { registration: bound.registration } : {}),
    };
    return changed(snapshot, { user: kept });
  }
  return changed(current ? withoutCarriedFactors(snapshot) : snapshot, {
    user: {
      sub: bound.sub,
      pending: {},
      carriedOver: false,
      ...(bound.registration ? { registration: bound.registration } : {}),
    },
  });
}

/**
 * The snapshot without the factors of a session, and without the user whom they alone had bound: codes sent for that user go as well.
 * Calls made since stay counted, failures above all. The session stays named, so that the browser's cookie stays mandatory
 * (specification 4.5).
 */
export function withoutCarriedFactors(snapshot: TransactionSnapshot): TransactionSnapshot {
  const results = Object.fromEntries(
    Object.entries(snapshot.results).flatMap(([name, result]) => {
      const left = result.carriedOver ? withoutCarriedSuccess(result) : result;
      return left ? [[name, left] as const] : [];
    }),
  );
  return snapshot.user?.carriedOver
    ? changed(snapshot, { user: undefined, results, challenges: {} })
    : changed(snapshot, { results });
}

/** Undefined when the session's success was the only call. */
function withoutCarriedSuccess(result: InteractionResult): InteractionResult | undefined {
  if (result.callCount <= 1) return undefined;
  const never = { successCount: 0, firstSuccessAt: undefined, lastSuccessAt: undefined };
  return { ...result, ...never, callCount: result.callCount - 1, carriedOver: false };
}

/** Marks the bound user's number or address as verified, to be written when the login completes. */
export function withDestinationVerified(
  snapshot: TransactionSnapshot,
  channel: 'sms' | 'email',
  destination: string,
  enrol: boolean,
): TransactionSnapshot {
  if (!snapshot.user) return snapshot;
  const pending =
    channel === 'sms'
      ? { phoneNumberVerified: true, ...(enrol ? { phoneNumber: destination } : {}) }
      : { emailVerified: true, ...(enrol ? { email: destination } : {}) };
  const proven = channel === 'sms' ? { phoneNumber: destination } : { email: destination };
  return changed(snapshot, {
    user: {
      ...snapshot.user,
      pending: { ...snapshot.user.pending, ...pending },
      proven: { ...snapshot.user.proven, ...proven },
    },
  });
}

/** The bound user as it will be once the login completes. */
export function effectiveUser(snapshot: TransactionSnapshot, stored: User | undefined, now: Instant): User | undefined {
  const base = snapshot.user?.registration ?? stored;
  if (!base || !snapshot.user) return undefined;
  const { pending } = snapshot.user;
  return {
    ...base,
    ...pending,
    claims: pending.claims ? { ...base.claims, ...pending.claims } : base.claims,
    customProperties: pending.customProperties
      ? { ...base.customProperties, ...pending.customProperties }
      : base.customProperties,
    updatedAt: now,
  };
}
