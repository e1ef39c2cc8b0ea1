import type { CompiledDocuments } from '../engine/compiled-documents.js';
import type { EngineDependencies } from '../engine/dependencies.js';
import { SharedValues } from '../engine/shared-values.js';
import { TesseraError } from '../errors/tessera-error.js';
import { createSecurityEvent } from '../event/event-factory.js';
import type { SecurityEvent } from '../event/security-event.js';
import type { Caller } from '../interaction/caller.js';
import { asksForUnknownAcr } from '../policy/essential-acr.js';
import { evaluationDocument, deriveState } from '../policy/evaluate.js';
import { selectPolicy } from '../policy/select-policy.js';
import type { SelectedPolicy } from '../policy/select-policy.js';
import type { Client, Tenant } from '../tenant/tenant.js';
import { changed } from '../transaction/changed.js';
import { withCarriedFactors } from '../transaction/carried-factors.js';
import type { SessionFactors } from '../transaction/carried-factors.js';
import type { AuthenticationRequest, TransactionSnapshot } from '../transaction/snapshot.js';
import { isActiveStatus } from '../user/user.js';
import { asksForNewSignIn, newTransaction } from '../transaction/new-transaction.js';
import { eventContextOf } from './transaction-gate.js';
import { wantsEvents } from '../event/event-delivery.js';

/** An authorization request that needs somebody to sign in. */
export interface StartAuthenticationCommand {
  readonly tenantId: string;
  readonly clientId: string;
  /** URL-safe, at least 128 random bits; made by the protocol layer or by `Randomness.token(32)`. */
  readonly transactionId: string;
  readonly request: AuthenticationRequest;
  readonly caller: Pick<Caller, 'ipAddress' | 'userAgent'>;
  /** The live SSO session of the browser. */
  readonly session?: SessionFactors;
}

/** A transaction has begun. */
export interface StartedAuthentication {
  readonly transactionId: string;
  /** The browser's secret (256 bits); only its hash is stored. */
  readonly bindingSecret: string;
  readonly expiresAt: number;
  readonly tenant: Tenant;
}

/** Begins an authentication transaction: selects the policy and pins the versions this login will see (specification 3.2, 4.2). */
export class StartAuthentication {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;
  private readonly shared = new SharedValues();

  constructor(dependencies: EngineDependencies, documents: CompiledDocuments) {
    this.dependencies = dependencies;
    this.documents = documents;
  }

  /**
   * @throws TesseraError `ERR_NOT_FOUND` for an unknown tenant or client, `ERR_UNMET_ACR` for an essential `acr` that no sign-in can reach,
   * `ERR_STORE_UNAVAILABLE`
   */
  async execute(command: StartAuthenticationCommand): Promise<StartedAuthentication> {
    const { directory, transactions, clock, randomness, digests } = this.dependencies;
    const { tenantId, clientId } = command;
    const [tenant, client] = await Promise.all([
      directory.findTenant(tenantId),
      directory.findClient(tenantId, clientId),
    ]);
    if (!tenant || !client)
      throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no enabled client ${clientId}`);
    const selected = selectPolicy(await this.documents.policyConfiguration(tenantId, 'oauth'), {
      clientId,
      ...command.request,
    });
    if (asksForUnknownAcr(selected.policy, command.request))
      throw new TesseraError('ERR_UNMET_ACR', 'no sign-in can reach an acr that the client calls essential');
    const bindingSecret = randomness.token(32);
    const now = clock.now();
    const configurations = this.shared.share(await this.documents.configurationVersions(tenantId));
    const empty = newTransaction({
      id: command.transactionId,
      tenant,
      clientId: client.clientId === clientId ? client.clientId : clientId,
      // A login hint is personal.
      request: command.request.loginHint === undefined ? this.shared.share(command.request) : command.request,
      policy: this.shared.share(selected.reference),
      now,
    });
    const fresh = changed(empty, { configurations, bindingHash: digests.sha256Hex(bindingSecret) });
    const snapshot = await this.carryOver(fresh, command, selected);
    await transactions.create(
      snapshot,
      wantsEvents(tenant) ? [this.startedEvent({ tenant, client, caller: command.caller }, snapshot, selected)] : [],
    );
    this.dependencies.telemetry?.authorizationStarted();
    return { transactionId: snapshot.id, bindingSecret, expiresAt: snapshot.expiresAt, tenant };
  }

  /** Factors of a live session count where the request does not ask for a new sign-in (specification 4.5). */
  private async carryOver(
    fresh: TransactionSnapshot,
    { session, request, tenantId }: StartAuthenticationCommand,
    { policy }: SelectedPolicy,
  ): Promise<TransactionSnapshot> {
    if (!session) return fresh;
    const ignored = changed(fresh, { ignoredSessionId: session.sessionId });
    if (asksForNewSignIn(request)) return ignored;
    const user = await this.dependencies.users.findById(tenantId, session.sub);
    if (!user || !isActiveStatus(user.status)) return fresh;
    const carried = withCarriedFactors(fresh, session, this.dependencies.clock.now());
    if (!carried.user) return ignored;
    return changed(carried, { state: deriveState(policy, carried, evaluationDocument(carried, user)) });
  }

  private startedEvent(
    {
      tenant,
      client,
      caller,
    }: { readonly tenant: Tenant; readonly client: Client } & Pick<StartAuthenticationCommand, 'caller'>,
    snapshot: TransactionSnapshot,
    { policy, reference }: SelectedPolicy,
  ): SecurityEvent {
    const fallback = reference.kind === 'configured' && reference.fallback;
    const detail = {
      ...(policy.description === undefined ? {} : { policy: policy.description }),
      ...(fallback ? { policy_fallback: true } : {}),
    };
    const context = eventContextOf(tenant, client, snapshot, caller);
    return createSecurityEvent(
      { type: 'authorization_started', detail },
      context,
      snapshot.createdAt,
      this.dependencies,
    );
  }
}
