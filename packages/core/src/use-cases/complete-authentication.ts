import type { EngineDependencies } from '../engine/dependencies.js';
import { refusal } from '../errors/answer.js';
import type { Answer } from '../errors/answer.js';
import { withoutFormerPassword } from '../transaction/former-password.js';
import { withoutCarriedFactors } from '../transaction/user-binding.js';
import { checkCompletion } from './completion-checks.js';
import { CompletionRunner } from './completion.js';
import type { CompletionCommand, CompletionResult } from './completion.js';
import type { TransactionGate } from './transaction-gate.js';

export type { CompletedAuthentication, CompletionResult } from './completion.js';
export type CompleteAuthenticationCommand = CompletionCommand;

/** The one scope that cannot be denied. */
export const OPENID_DENIED: Answer = refusal(400, 'invalid_request', 'openid cannot be denied');

/** Completes a login with what was proved in it, factors carried over from a session included (specification 4.7). */
export class CompleteAuthentication {
  private readonly gate: TransactionGate;
  private readonly runner: CompletionRunner;

  constructor(dependencies: EngineDependencies, gate: TransactionGate) {
    this.gate = gate;
    this.runner = new CompletionRunner(dependencies);
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  async execute(command: CompletionCommand): Promise<CompletionResult> {
    const { deniedScopes } = command;
    const opened = await this.gate.open(command);
    if ('refused' in opened) return opened;
    if (deniedScopes.includes('openid')) return { refused: OPENID_DENIED };
    return this.runner.run({
      opened,
      deniedScopes,
      judge: (current) => {
        const own = opened.sessionEnded ? withoutCarriedFactors(current) : current;
        const snapshot = withoutFormerPassword(own, opened.storedUser);
        return checkCompletion(opened, snapshot) ?? { snapshot };
      },
      bySessionAlone: false,
      success: 'oauth_authorize',
      failure: 'authorize_failure',
    });
  }
}
