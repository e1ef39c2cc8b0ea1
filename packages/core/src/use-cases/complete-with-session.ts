import type { EngineDependencies } from '../engine/dependencies.js';
import type { SessionFactors } from '../transaction/carried-factors.js';
import { OPENID_DENIED } from './complete-authentication.js';
import { CompletionRunner } from './completion.js';
import type { CompletionCommand, CompletionResult } from './completion.js';
import { checkSessionCompletion } from './session-checks.js';
import { findSessionFactors } from './transaction-gate.js';
import type { OpenedTransaction, TransactionGate } from './transaction-gate.js';

/** Completes a login with the SSO session alone, as the session is now (specification 4.7). */
export class CompleteWithSession {
  private readonly dependencies: EngineDependencies;
  private readonly gate: TransactionGate;
  private readonly runner: CompletionRunner;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.dependencies = dependencies;
    this.gate = gate;
    this.runner = new CompletionRunner(dependencies);
  }

  /** Every caller must show the browser's cookie. @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  async execute(command: CompletionCommand): Promise<CompletionResult> {
    const { deniedScopes } = command;
    const opened = await this.gate.open(command, { bindingRequired: true });
    if ('refused' in opened) return opened;
    if (deniedScopes.includes('openid')) return { refused: OPENID_DENIED };
    const session = opened.session ?? (await this.ignoredSession(opened));
    return this.runner.run({
      opened,
      deniedScopes,
      judge: (current) => checkSessionCompletion(opened, current, session),
      bySessionAlone: true,
      success: 'oauth_authorize_with_session',
      failure: 'oauth_authorize_with_session_failure',
    });
  }

  /** Whether a session that does not count is alive makes a difference to what the caller is told. */
  private async ignoredSession({ snapshot, now }: OpenedTransaction): Promise<SessionFactors | undefined> {
    const { sessions } = this.dependencies;
    const { tenantId, ignoredSessionId: sessionId } = snapshot;
    return sessions && sessionId !== undefined ? findSessionFactors(sessions, { tenantId, sessionId }, now) : undefined;
  }
}
