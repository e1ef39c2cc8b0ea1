import type { InteractionHandler } from '../interaction/interaction-handler.js';
import { OneTimeCodeChallengeHandler } from '../interaction/one-time-code/challenge-handler.js';
import { OneTimeCodeVerificationHandler } from '../interaction/one-time-code/verification-handler.js';
import { PasswordAuthenticationHandler } from '../interaction/password/password-handler.js';
import { InitialRegistrationHandler } from '../interaction/registration/registration-handler.js';
import { ChangeOwnPassword } from '../use-cases/account/change-own-password.js';
import { ResetOwnPassword } from '../use-cases/account/reset-own-password.js';
import { CompleteAuthentication } from '../use-cases/complete-authentication.js';
import { CompleteWithSession } from '../use-cases/complete-with-session.js';
import { DenyAuthentication } from '../use-cases/deny-authentication.js';
import { EvaluateSession } from '../use-cases/evaluate-session.js';
import { VerifyPasswordGrant } from '../use-cases/verify-password-grant.js';
import { configurationRules, policyRules } from '../use-cases/management/document-rules.js';
import { DrawPolicy } from '../use-cases/management/draw-policy.js';
import { ManageDocuments } from '../use-cases/management/manage-documents.js';
import { SimulatePolicy } from '../use-cases/management/simulate-policy.js';
import { InspectInteractions } from '../use-cases/management/inspect-interactions.js';
import { InspectTransactions } from '../use-cases/management/inspect-transactions.js';
import { ManageVersions } from '../use-cases/management/manage-versions.js';
import { ManageGrants } from '../use-cases/management/manage-grants.js';
import { ManageSessions } from '../use-cases/management/manage-sessions.js';
import { UnlockUser } from '../use-cases/management/unlock-user.js';
import { PerformInteraction } from '../use-cases/perform-interaction.js';
import { ReadTransaction } from '../use-cases/read-transaction.js';
import { StartAuthentication } from '../use-cases/start-authentication.js';
import { TransactionGate } from '../use-cases/transaction-gate.js';
import { CompiledDocuments } from './compiled-documents.js';
import type { EngineDependencies } from './dependencies.js';
import { ENGINE_DEFAULTS } from './settings.js';
import {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SmsAuthenticationExecutors,
  SmsSenders,
} from '../interaction/registries.js';

/** The engine: its use cases, ready to be called. */
export interface Tessera {
  readonly startAuthentication: StartAuthentication;
  readonly performInteraction: PerformInteraction;
  readonly readTransaction: ReadTransaction;
  readonly completeAuthentication: CompleteAuthentication;
  readonly completeWithSession: CompleteWithSession;
  readonly denyAuthentication: DenyAuthentication;
  readonly evaluateSession: EvaluateSession;
  readonly verifyPasswordGrant: VerifyPasswordGrant;
  readonly changeOwnPassword: ChangeOwnPassword;
  readonly resetOwnPassword: ResetOwnPassword;
  readonly configurations: ManageDocuments;
  readonly policies: ManageDocuments;
  readonly configurationVersions: ManageVersions;
  readonly policyVersions: ManageVersions;
  readonly transactions: InspectTransactions;
  readonly interactions: InspectInteractions;
  readonly simulatePolicy: SimulatePolicy;
  readonly drawPolicy: DrawPolicy;
  readonly sessions: ManageSessions;
  readonly grants: ManageGrants;
  readonly unlockUser: UnlockUser;
  /** Compiled configurations and policies. */
  readonly documents: CompiledDocuments;
  readonly dependencies: EngineDependencies;
}

/** The handlers of all interactions of specification 2. */
export function standardHandlers(): readonly InteractionHandler[] {
  return [
    new InitialRegistrationHandler(),
    new PasswordAuthenticationHandler(),
    new OneTimeCodeChallengeHandler(),
    new OneTimeCodeVerificationHandler(),
  ];
}

type Optional = 'smsSenders' | 'emailSenders' | 'executors' | 'smsExecutors' | 'emailExecutors' | 'settings';

/** The ports, and what may be left out: empty registries, the settings of the production profile, the standard handlers. */
export type TesseraOptions = Omit<EngineDependencies, Optional> &
  Partial<Pick<EngineDependencies, Optional>> & { readonly handlers?: readonly InteractionHandler[] };

/**
 * Builds the engine, without a container. The registries are closed: what is registered later is refused
 * (TesseraError `ERR_REGISTRY_CLOSED`).
 */
export function createTessera({ handlers = standardHandlers(), ...given }: TesseraOptions): Tessera {
  const dependencies: EngineDependencies = {
    smsSenders: new SmsSenders(),
    emailSenders: new EmailSenders(),
    executors: new AuthenticationExecutors(),
    smsExecutors: new SmsAuthenticationExecutors(),
    emailExecutors: new EmailAuthenticationExecutors(),
    settings: ENGINE_DEFAULTS.production,
    ...given,
  };
  for (const registry of [
    dependencies.smsSenders,
    dependencies.emailSenders,
    dependencies.executors,
    dependencies.smsExecutors,
    dependencies.emailExecutors,
  ]) {
    registry.close();
  }
  const documents = new CompiledDocuments(dependencies);
  const gate = new TransactionGate(dependencies, documents);
  const sessions = new ManageSessions(dependencies);
  const evaluateSession = new EvaluateSession(dependencies, documents);
  return {
    startAuthentication: new StartAuthentication(dependencies, documents),
    performInteraction: new PerformInteraction(dependencies, documents, gate, handlers),
    readTransaction: new ReadTransaction(dependencies, gate),
    completeAuthentication: new CompleteAuthentication(dependencies, gate),
    completeWithSession: new CompleteWithSession(dependencies, gate),
    denyAuthentication: new DenyAuthentication(dependencies, gate),
    evaluateSession,
    verifyPasswordGrant: new VerifyPasswordGrant(dependencies, evaluateSession),
    changeOwnPassword: new ChangeOwnPassword(dependencies, sessions),
    resetOwnPassword: new ResetOwnPassword(dependencies, sessions),
    configurations: new ManageDocuments(dependencies, configurationRules(dependencies)),
    policies: new ManageDocuments(dependencies, policyRules(dependencies)),
    configurationVersions: new ManageVersions(dependencies, configurationRules(dependencies)),
    policyVersions: new ManageVersions(dependencies, policyRules(dependencies)),
    transactions: new InspectTransactions(dependencies, gate),
    interactions: new InspectInteractions(dependencies, documents),
    simulatePolicy: new SimulatePolicy(dependencies),
    drawPolicy: new DrawPolicy(dependencies, documents),
    sessions,
    grants: new ManageGrants(dependencies),
    unlockUser: new UnlockUser(dependencies, sessions),
    documents,
    dependencies,
  };
}
