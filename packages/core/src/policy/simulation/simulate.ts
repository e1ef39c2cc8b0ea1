import type { JsonObject, JsonValue } from '../../json/json.js';
import type { Instant } from '../../ports/clock.js';
import type { TransactionSnapshot } from '../../transaction/snapshot.js';
import { achievedAcr } from '../acr.js';
import { deriveState } from '../evaluate.js';
import { explainPolicy } from '../explain.js';
import { interactionFacts } from '../interaction-facts.js';
import { methodsPerformed } from '../methods-performed.js';
import type { PolicyView } from '../policy-view.js';
import { requiredMethods } from '../required-methods.js';
import { grantedScopes } from '../scopes.js';
import type { SelectedPolicy } from '../select-policy.js';
import type { SimulatedFacts, SimulatedRequest } from './simulated-facts.js';

export interface SimulatedLogin {
  readonly selected: SelectedPolicy;
  readonly request: SimulatedRequest;
  readonly facts: SimulatedFacts;
  readonly now: Instant;
}

/** What the selected policy makes of the facts: state, what is missing, what would be granted, and why. */
export function simulateLogin(login: SimulatedLogin): JsonObject {
  const { selected, request } = login;
  const { policy, reference } = selected;
  const view = viewOf(login);
  const performed = methodsPerformed(view.snapshot);
  return {
    policy: {
      index: reference.kind === 'configured' ? reference.index : null,
      description: policy.description ?? null,
      priority: policy.priority,
      fallback: reference.kind === 'configured' && reference.fallback,
      built_in: policy.builtIn,
    },
    state: deriveState(policy, view.snapshot, view.document),
    authentication_methods: performed,
    required_methods: requiredMethods(view),
    achieved_acr: achievedAcr(policy, performed, request.acrValues) ?? null,
    granted_scopes: grantedScopes(policy, performed, request.scopes),
    facts: view.document,
    explain: explainPolicy(view, 'operator'),
  };
}

function viewOf({ selected, request, facts, now }: SimulatedLogin): PolicyView {
  const { results, user } = facts;
  const sub = user?.['sub'];
  const snapshot: TransactionSnapshot = {
    id: '',
    tenantId: '',
    revision: 1,
    flow: 'oauth',
    clientId: request.clientId,
    createdAt: now,
    expiresAt: now,
    request: { scopes: request.scopes, acrValues: request.acrValues, prompt: [], uiLocales: [], redirectUri: '' },
    policy: selected.reference,
    configurations: {},
    bindingHash: '',
    state: 'in_progress',
    cancelled: false,
    results,
    ...(typeof sub === 'string' ? { user: { sub, pending: {}, carriedOver: false } } : {}),
    challenges: {},
    rows: {},
    guessesSpent: 0,
    sends: {},
    failedUserIds: [],
  };
  const interactions = interactionFacts(snapshot).map(([name, values]): [string, JsonValue] => [name, values]);
  const document = Object.fromEntries(user ? [...interactions, ['user', user] as [string, JsonValue]] : interactions);
  return { policy: selected.policy, snapshot, document };
}
