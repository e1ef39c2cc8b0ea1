import { refusal } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { isAcrSatisfied } from '../policy/acr.js';
import { deriveState, evaluationDocument } from '../policy/evaluate.js';
import { methodsPerformed } from '../policy/methods-performed.js';
import { requiredMethods } from '../policy/required-methods.js';
import { withCarriedFactors } from '../transaction/carried-factors.js';
import type { SessionFactors } from '../transaction/carried-factors.js';
import { asksForNewSignIn } from '../transaction/new-transaction.js';
import { changed } from '../transaction/changed.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { isActiveStatus } from '../user/user.js';
import { checkClient } from './completion-checks.js';
import type { CompletionRefusal } from './completion-checks.js';
import type { OpenedTransaction } from './transaction-gate.js';

const NO_SESSION: CompletionRefusal = {
  answer: refusal(400, 'login_required', 'No active session'),
  reason: 'unmet_policy',
};
const NEW_SIGN_IN: CompletionRefusal = {
  answer: refusal(400, 'login_required', 'A new sign-in is required'),
  reason: 'unmet_policy',
};

/**
 * The checks of `authorize-with-session` in their order (specification 4.7), and what the login then stands on: the session's factors as
 * they are now, and nothing else that happened in the transaction.
 */
export function checkSessionCompletion(
  opened: OpenedTransaction,
  current: TransactionSnapshot,
  session: SessionFactors | undefined,
): CompletionRefusal | { readonly snapshot: TransactionSnapshot } {
  const { policy, user, now } = opened;
  const state = deriveState(policy, current, evaluationDocument(current, user));
  if (state === 'locked') return { answer: REFUSALS.locked, reason: 'unmet_policy' };
  if (state === 'failure') return { answer: REFUSALS.failed, reason: 'unmet_policy' };
  if (!session) return NO_SESSION;
  if (asksForNewSignIn(current.request) || current.sessionId === undefined) return NEW_SIGN_IN;
  // Somebody else has signed in since, or the start could not bind anybody.
  if (current.user?.sub !== session.sub) return NO_SESSION;
  const snapshot = bySession(current, session, now);
  if (!snapshot.user) return NEW_SIGN_IN;
  const document = evaluationDocument(snapshot, user);
  const isComplete = deriveState(policy, snapshot, document) === 'success';
  if (!isComplete || !isAcrSatisfied(policy, methodsPerformed(snapshot), snapshot.request.acrValues)) {
    const required = { required_methods: requiredMethods({ policy, snapshot, document }).map((set) => [...set]) };
    const description = 'The session does not satisfy the authentication policy';
    return {
      answer: refusal(400, 'unmet_authentication_requirements', description, required),
      reason: isComplete ? 'unmet_acr' : 'unmet_policy',
    };
  }
  if (!user || !isActiveStatus(user.status)) return { answer: REFUSALS.userNotActive, reason: 'user_inactive' };
  return checkClient(opened, snapshot) ?? { snapshot };
}

/** Without a user when no factor of the session is young enough. What the user has proved besides is still written. */
function bySession(current: TransactionSnapshot, session: SessionFactors, now: number): TransactionSnapshot {
  const { user } = current;
  const carried = withCarriedFactors(changed(current, { user: undefined, results: {} }), session, now);
  return carried.user && user ? changed(carried, { user: { ...user, carriedOver: true } }) : carried;
}
