import type { AuthenticationConfiguration, ConfigurationType } from '../configuration/authentication-configuration.js';
import type { CompiledDocuments } from '../engine/compiled-documents.js';
import type { EngineDependencies } from '../engine/dependencies.js';
import type { Answer } from '../errors/answer.js';
import { REFUSALS } from '../errors/refusals.js';
import { TesseraError } from '../errors/tessera-error.js';
import type { InteractionHandler } from '../interaction/interaction-handler.js';
import { cancelAuthentication } from '../interaction/cancel.js';
import { StaleStepError } from '../interaction/commit-step.js';
import { refuseStep } from '../interaction/refuse-step.js';
import type { ConfiguredStep, Step, StepNote } from '../interaction/step.js';
import type { JsonObject } from '../json/json.js';
import type { CallOutcome } from '../transaction/results.js';
import { InvalidParameterValueError } from '../mapping/invalid-parameter-value-error.js';
import { INTERACTIONS } from '../policy/authentication-policy.js';
import { isMethodAvailable, isMethodOpen, stepOf } from '../policy/steps.js';
import { andThen } from '../ports/awaitable.js';
import type { Awaitable } from '../ports/awaitable.js';
import { observeInteraction } from './observe-interaction.js';
import type { OpenedTransaction, TransactionCall, TransactionGate } from './transaction-gate.js';

/** A call of an interaction; the body has been parsed and is a JSON object. */
export interface PerformInteractionCommand extends TransactionCall {
  /** E.g. `sms-authentication`. */
  readonly interaction: string;
  readonly body: JsonObject;
}

/**
 * Interactions that need not ask for the state before they commit on it: one store round trip a step. Passwords and registrations take units of
 * their budgets first, which a second try would take again.
 */
const PEEKING: ReadonlySet<string> = new Set([
  'sms-authentication-challenge',
  'sms-authentication',
  'email-authentication-challenge',
  'email-authentication',
]);

/** How often a step is begun again because another call bound another user meanwhile. */
const MAX_RESTARTS = 5;

/** Performs one interaction of a transaction (specification 2.1). */
export class PerformInteraction {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;
  private readonly gate: TransactionGate;
  private readonly handlers: ReadonlyMap<string, InteractionHandler>;

  constructor(
    dependencies: EngineDependencies,
    documents: CompiledDocuments,
    gate: TransactionGate,
    handlers: readonly InteractionHandler[],
  ) {
    this.dependencies = dependencies;
    this.documents = documents;
    this.gate = gate;
    this.handlers = new Map(
      handlers.flatMap((handler) => handler.interactions.map((name) => [name, handler] as const)),
    );
  }

  /**
   * Answers the call; refusals are answers.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`, `ERR_SERVER_CONFIGURATION`, `ERR_OVERLOADED`
   */
  execute(command: PerformInteractionCommand): Promise<Answer> {
    const { telemetry, tracer } = this.dependencies;
    if (!telemetry && !tracer) return this.performUntilCurrent(command);
    return observeInteraction({ telemetry, tracer }, command.interaction, (note) =>
      this.performUntilCurrent(command, note),
    );
  }

  private async performUntilCurrent(command: PerformInteractionCommand, note?: StepNote): Promise<Answer> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        const opened = await this.gate.open(command, { mayPeek: restarts === 0 && PEEKING.has(command.interaction) });
        return 'refused' in opened ? opened.refused : await this.perform(opened, command, note);
      } catch (error) {
        if (!(error instanceof StaleStepError) || restarts >= MAX_RESTARTS) throw error;
      }
    }
  }

  private perform(
    opened: OpenedTransaction,
    command: PerformInteractionCommand,
    note: StepNote | undefined,
  ): Awaitable<Answer> {
    const known = Object.hasOwn(INTERACTIONS, command.interaction) ? INTERACTIONS[command.interaction] : undefined;
    if (!known) return REFUSALS.unknownInteraction(command.interaction.slice(0, 64));
    if (opened.snapshot.state === 'failure') return REFUSALS.failed;
    if (opened.snapshot.state === 'locked') return REFUSALS.locked;
    const step = this.stepFor(opened, command, { method: known.method, note });
    if (known.method === 'cancel') return cancelAuthentication(step);
    return this.performConfigured(step, known.method, command.body);
  }

  private stepFor(
    opened: OpenedTransaction,
    command: PerformInteractionCommand,
    { method, note }: Pick<Step, 'method' | 'note'>,
  ): Step {
    return {
      dependencies: this.dependencies,
      tenant: opened.tenant,
      caller: command.caller,
      eventContext: opened.eventContext,
      interaction: command.interaction,
      method,
      snapshot: opened.snapshot,
      isPeeked: opened.isPeeked,
      sessionEnded: opened.sessionEnded,
      policy: opened.policy,
      stepDefinition: stepOf(opened.policy, method),
      user: opened.user,
      now: opened.now,
      note,
    };
  }

  private performConfigured(step: Step, method: ConfigurationType, body: JsonObject): Awaitable<Answer> {
    if (this.dependencies.settings.enforceAvailableMethods && !isMethodAvailable(step.policy, method))
      return REFUSALS.methodNotAvailable(method);
    if (!isMethodOpen(step.policy, step.snapshot, method)) {
      if (step.isPeeked) throw new StaleStepError('the order of steps is judged by the state as it is now');
      return REFUSALS.methodNotYetAvailable(method);
    }
    const configuration = this.documents.configuration(step.snapshot, method, step.tenant);
    return andThen(configuration, (found) => this.performWith(found, step, body));
  }

  private performWith(
    configuration: AuthenticationConfiguration | undefined,
    step: Step,
    body: JsonObject,
  ): Promise<Answer> {
    const handler = this.handlers.get(step.interaction);
    if (!handler) throw new TesseraError('ERR_SERVER_CONFIGURATION', `no handler performs ${step.interaction}`);
    const event = handler.failureEvent(step.interaction);
    const definition = configuration?.interactions.get(step.interaction);
    if (!configuration || !definition) {
      return refuseStep(step, {
        answer: REFUSALS.configurationNotFound,
        reason: 'configuration_error',
        event: undefined,
        counts: 'call',
      });
    }
    if (step.note) step.note.mode = modeOf(definition.execution.kind);
    if (this.acceptsEverybody(definition.execution.kind, step.interaction)) {
      return refuseStep(step, {
        answer: REFUSALS.serverConfiguration,
        reason: 'configuration_error',
        event,
        counts: 'call',
      });
    }
    const problems = definition.request.validator?.(body) ?? [];
    if (problems.length > 0)
      return refuseStep(step, { answer: REFUSALS.validationFailed(problems), reason: 'schema', event });
    const mappedBody = keptBody(body, definition.request.keepOnly);
    return this.handle(handler, configured(step, { configuration, definition, body, mappedBody }));
  }

  /** A stored configuration that would accept every proof never runs outside development (specification 1.4). */
  private acceptsEverybody(kind: string, interaction: string): boolean {
    const provesSomething =
      interaction === 'password-authentication' ||
      interaction === 'sms-authentication' ||
      interaction === 'email-authentication';
    return kind === 'no_action' && provesSomething && this.dependencies.settings.profile !== 'development';
  }

  private async handle(handler: InteractionHandler, step: ConfiguredStep): Promise<Answer> {
    const event = handler.failureEvent(step.interaction);
    try {
      return await handler.handle(step);
    } catch (error) {
      // The handler may have sent something before it failed: from here on the step is not begun again.
      const refuse = (answer: Answer, reason: string, counts: CallOutcome): Promise<Answer> =>
        refuseStep(step, { answer, reason, event, counts, keepsUser: false });
      if (error instanceof InvalidParameterValueError)
        return refuse(REFUSALS.invalidParameterValue, 'schema', 'failure');
      if (!(error instanceof TesseraError)) throw error;
      // A counter that cannot be reached; when the transaction cannot be either, this throws again and nothing is counted.
      if (error.code === 'ERR_STORE_UNAVAILABLE') return refuse(REFUSALS.unavailable, 'store_unavailable', 'call');
      // The cause is for the operator: the transport logs the error that is thrown on.
      if (error.code === 'ERR_SERVER_CONFIGURATION')
        await refuse(REFUSALS.serverConfiguration, 'configuration_error', 'call');
      throw error;
    }
  }
}

/** Member by member: each call makes such a step, and copying one by `...` costs a twentieth of all that is done for it. */
function configured(step: Step, added: Omit<ConfiguredStep, keyof Step>): ConfiguredStep {
  return {
    dependencies: step.dependencies,
    tenant: step.tenant,
    caller: step.caller,
    eventContext: step.eventContext,
    interaction: step.interaction,
    method: step.method,
    snapshot: step.snapshot,
    isPeeked: step.isPeeked,
    sessionEnded: step.sessionEnded,
    policy: step.policy,
    stepDefinition: step.stepDefinition,
    user: step.user,
    now: step.now,
    note: step.note,
    configuration: added.configuration,
    definition: added.definition,
    body: added.body,
    mappedBody: added.mappedBody,
  };
}

function modeOf(kind: string): 'internal' | 'external' {
  return kind.startsWith('internal_') ? 'internal' : 'external';
}

/** Undeclared keys are dropped before any mapping sees the body (specification 1.5). */
function keptBody(body: JsonObject, keepOnly: ReadonlySet<string> | undefined): JsonObject {
  if (!keepOnly) return body;
  const entries = Object.entries(body);
  const kept = entries.filter(([name]) => keepOnly.has(name));
  return kept.length === entries.length ? body : Object.fromEntries(kept);
}
