import type { EngineDependencies } from '../engine/dependencies.js';
import type { Answer } from '../errors/answer.js';
import { maskEmail, maskPhoneNumber } from '../event/masking.js';
import type { JsonObject } from '../json/json.js';
import { authenticationStatus } from '../policy/authentication-status.js';
import type { AuthenticationPolicy } from '../policy/authentication-policy.js';
import { evaluationDocument } from '../policy/evaluate.js';
import type { User } from '../user/user.js';
import { checkSessionCompletion } from './session-checks.js';
import type { TransactionCall, TransactionGate } from './transaction-gate.js';

/** `view-data` and `authentication-status` (specification 4.6). Reading changes nothing. */
export class ReadTransaction {
  private readonly dependencies: EngineDependencies;
  private readonly gate: TransactionGate;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.dependencies = dependencies;
    this.gate = gate;
  }

  async authenticationStatus(call: TransactionCall & { readonly explain: boolean }): Promise<Answer> {
    const opened = await this.gate.open(call);
    if ('refused' in opened) return opened.refused;
    const { policy, snapshot } = opened;
    const view = { policy, snapshot, document: evaluationDocument(snapshot, opened.user) };
    return { status: 200, body: authenticationStatus(view, call.explain ? 'caller' : undefined) };
  }

  async viewData(call: TransactionCall): Promise<Answer> {
    const opened = await this.gate.open(call);
    if ('refused' in opened) return opened.refused;
    const { client, snapshot, policy, user, now } = opened;
    return {
      status: 200,
      body: {
        id: snapshot.id,
        tenant_id: snapshot.tenantId,
        client_id: snapshot.clientId,
        client_name: client?.clientName ?? null,
        client_uri: client?.clientUri ?? null,
        logo_uri: client?.logoUri ?? null,
        tos_uri: client?.tosUri ?? null,
        policy_uri: client?.policyUri ?? null,
        scopes: [...snapshot.request.scopes],
        available_methods: [...policy.availableMethods],
        step_definitions: stepDocuments(policy),
        prompt: [...snapshot.request.prompt],
        login_hint: snapshot.request.loginHint ?? null,
        ui_locales: [...snapshot.request.uiLocales],
        acr_values: [...snapshot.request.acrValues],
        session_enabled: 'snapshot' in checkSessionCompletion(opened, snapshot, opened.session),
        ...(user ? { destinations: this.destinations(user) } : {}),
        expires_in: Math.max(0, Math.floor((snapshot.expiresAt - now) / 1000)),
      },
    };
  }

  private destinations(user: User): JsonObject {
    const phone = user.phoneNumber === undefined ? undefined : this.dependencies.phoneNumbers.parse(user.phoneNumber);
    return {
      ...(phone ? { phone_number: maskPhoneNumber(phone.e164, phone.callingCode) } : {}),
      ...(user.email === undefined ? {} : { email: maskEmail(user.email) }),
    };
  }
}

function stepDocuments({ steps }: AuthenticationPolicy): readonly JsonObject[] {
  return steps.map(({ method, order, requiresUser, allowRegistration }) => ({
    method,
    order,
    requires_user: requiresUser,
    allow_registration: allowRegistration,
  }));
}
