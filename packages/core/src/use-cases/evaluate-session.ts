import type { CompiledDocuments } from '../engine/compiled-documents.js';
import type { EngineDependencies } from '../engine/dependencies.js';
import { achievedAcr, isAcrSatisfied } from '../policy/acr.js';
import { deriveState, evaluationDocument } from '../policy/evaluate.js';
import type { AuthenticationMethod } from '../policy/authentication-policy.js';
import { asksForUnknownAcr } from '../policy/essential-acr.js';
import { methodsPerformed } from '../policy/methods-performed.js';
import { grantedScopes } from '../policy/scopes.js';
import { selectPolicy } from '../policy/select-policy.js';
import type { Tenant } from '../tenant/tenant.js';
import { withCarriedFactors } from '../transaction/carried-factors.js';
import type { SessionFactors } from '../transaction/carried-factors.js';
import { asksForNewSignIn, newTransaction } from '../transaction/new-transaction.js';
import type { AuthenticationRequest } from '../transaction/snapshot.js';
import { isActiveStatus } from '../user/user.js';

/** What factors are to be judged for. */
export interface EvaluateSessionCommand {
  readonly tenant: Tenant;
  readonly clientId: string;
  readonly request: AuthenticationRequest;
  /** Of an SSO session, or of a grant that brings its own proof. */
  readonly session: SessionFactors;
}

export type SessionEvaluation =
  | {
      readonly satisfied: true;
      /** The level that the factors reach for this request. */
      readonly acr?: string;
      /** Behind the factors that count, in order of first success. */
      readonly methods: readonly AuthenticationMethod[];
      /** Scopes left out of the grant, because their level is not reached (specification 3.8). */
      readonly withheldScopes: readonly string[];
    }
  | { readonly satisfied: false };

/** Asks the policy of a request whether factors that exist already would complete it. Stores nothing. */
export class EvaluateSession {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;

  constructor(dependencies: EngineDependencies, documents: CompiledDocuments) {
    this.dependencies = dependencies;
    this.documents = documents;
  }

  async execute({ tenant, clientId, request, session }: EvaluateSessionCommand): Promise<SessionEvaluation> {
    if (asksForNewSignIn(request)) return { satisfied: false };
    const configuration = await this.documents.policyConfiguration(tenant.id, 'oauth');
    const { policy, reference } = selectPolicy(configuration, { clientId, ...request });
    if (asksForUnknownAcr(policy, request)) return { satisfied: false };
    const user = await this.dependencies.users.findById(tenant.id, session.sub);
    if (!user || !isActiveStatus(user.status)) return { satisfied: false };
    const now = this.dependencies.clock.now();
    const fresh = newTransaction({ id: '', tenant, clientId, request, policy: reference, now });
    const snapshot = withCarriedFactors(fresh, session, now);
    const performed = methodsPerformed(snapshot);
    const isComplete = deriveState(policy, snapshot, evaluationDocument(snapshot, user)) === 'success';
    if (!isComplete || !isAcrSatisfied(policy, performed, request.acrValues)) return { satisfied: false };
    const acr = achievedAcr(policy, performed, request.acrValues);
    const granted = grantedScopes(policy, performed, request.scopes);
    const withheldScopes = request.scopes.filter((scope) => !granted.includes(scope));
    return { satisfied: true, ...(acr === undefined ? {} : { acr }), methods: performed, withheldScopes };
  }

  /** Names of all acr values in the tenant's policies, each once. */
  async acrValues(tenantId: string): Promise<readonly string[]> {
    const configuration = await this.documents.policyConfiguration(tenantId, 'oauth');
    const policies = configuration?.enabled ? configuration.policies : [];
    return [...new Set(policies.flatMap(({ acrRules }) => acrRules.map(({ acr }) => acr)))];
  }
}
