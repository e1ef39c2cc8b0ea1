import { refusal } from '../errors/answer.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { isAcrSatisfied } from '../policy/acr.js';
import { deriveState, evaluationDocument } from '../policy/evaluate.js';
import { methodsPerformed } from '../policy/methods-performed.js';
import { requiredMethods } from '../policy/required-methods.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { isActiveStatus } from '../user/user.js';
import type { OpenedTransaction } from './transaction-gate.js';

/** Why a login cannot be completed. */
export interface CompletionRefusal {
  readonly answer: Answer;
  readonly reason: string;
}

/** The checks of specification 4.7 in their order; undefined when the login may be completed. */
export function checkCompletion(
  opened: OpenedTransaction,
  snapshot: TransactionSnapshot,
): CompletionRefusal | undefined {
  const { policy, user } = opened;
  const document = evaluationDocument(snapshot, user);
  const state = deriveState(policy, snapshot, document);
  if (state === 'locked') return { answer: REFUSALS.locked, reason: 'unmet_policy' };
  if (state === 'failure') return { answer: REFUSALS.failed, reason: 'unmet_policy' };
  const required = { required_methods: requiredMethods({ policy, snapshot, document }).map((set) => [...set]) };
  if (!snapshot.user)
    return { answer: refusal(400, 'invalid_request', 'User is required', required), reason: 'unmet_policy' };
  if (state === 'in_progress')
    return { answer: refusal(400, 'invalid_request', 'Authentication is required', required), reason: 'unmet_policy' };
  if (!isAcrSatisfied(policy, methodsPerformed(snapshot), snapshot.request.acrValues)) {
    const extra = { acr_values: [...snapshot.request.acrValues], ...required };
    return {
      answer: refusal(
        400,
        'unmet_authentication_requirements',
        'The requested authentication level is not reached',
        extra,
      ),
      reason: 'unmet_acr',
    };
  }
  if (!user || !isActiveStatus(user.status)) return { answer: REFUSALS.userNotActive, reason: 'user_inactive' };
  return checkClient(opened, snapshot);
}

/** The client may have been disabled, or its redirect URI withdrawn, since the start. */
export function checkClient(
  { client }: OpenedTransaction,
  snapshot: TransactionSnapshot,
): CompletionRefusal | undefined {
  if (!client)
    return { answer: refusal(400, 'invalid_request', 'client_id is unknown'), reason: 'configuration_error' };
  if (client.redirectUris.includes(snapshot.request.redirectUri)) return undefined;
  return { answer: refusal(400, 'invalid_request', 'redirect_uri is not registered'), reason: 'configuration_error' };
}
