import { OUTBOUND_BUDGET_MILLISECONDS } from '../engine/settings.js';
import { TesseraError } from '../errors/tessera-error.js';
import { describeFailure } from '../execution/describe-failure.js';
import type { InteractionKind } from '../execution/describe-failure.js';
import type { HttpExecutionResult } from '../execution/http-execution-result.js';
import { HttpRequestExecutor } from '../execution/http-request-executor.js';
import { interactionStatus, isVerdict } from '../execution/interaction-status.js';
import type { JsonObject, JsonValue } from '../json/json.js';
import type { HttpClient } from '../ports/http-client.js';
import { requestAttributes } from './caller.js';
import type { ExecutorResult } from './authentication-executor.js';
import { senderOf } from './sender-of.js';
import type { ConfiguredStep } from './step.js';
import { userDocument } from './user-document.js';

/** How a function outside of core ended. */
export interface ExternalResult {
  readonly outcome: 'success' | 'failure' | 'fault';
  /** Of the interaction's own answer. */
  readonly status: number;
  /** False: nobody said whether the proof was right. */
  readonly hasVerdict: boolean;
  /** Roots of response rules and store rules. */
  readonly roots: JsonObject;
  /** What a custom executor wants kept. */
  readonly store?: JsonObject;
  /** Texts for an answer whose mapping yields none. */
  readonly failure: JsonObject;
  /** For the event. */
  readonly detail: { readonly reason?: string; readonly provider_status?: number };
}

export interface ExternalInput {
  readonly kind: InteractionKind;
  /** The caller's body, as the mapping may see it. */
  readonly requestBody: JsonObject;
  /** The store row of `previous_interaction`. */
  readonly interactionRow?: JsonObject | undefined;
  /** See specification 1.14, step 3. */
  readonly addToBody?: { readonly name: string; readonly value: JsonValue } | undefined;
  /** In the place of the engine's client. */
  readonly http?: HttpClient;
}

/**
 * Runs the function of an interaction in external mode. No lock is held meanwhile.
 * @throws InvalidParameterValueError when the caller's values cannot be sent
 * @throws TesseraError `ERR_SERVER_CONFIGURATION`
 */
export async function runExternal(step: ConfiguredStep, input: ExternalInput): Promise<ExternalResult> {
  const { telemetry, clock } = step.dependencies;
  if (!telemetry || step.definition.execution.kind === 'no_action') return run(step, input);
  const startedAt = clock.now();
  const result = await run(step, input);
  telemetry.providerCalled({
    interaction: step.interaction,
    sender: senderOf(step),
    status: result.detail.provider_status,
    outcome: result.outcome,
    milliseconds: clock.now() - startedAt,
  });
  return result;
}

async function run(step: ConfiguredStep, input: ExternalInput): Promise<ExternalResult> {
  const { execution } = step.definition;
  const { clock, timer, randomness } = step.dependencies;
  const { http = step.dependencies.http } = input;
  const roots = mappingRoots(step, input);
  const deadline = clock.now() + OUTBOUND_BUDGET_MILLISECONDS;
  const common = {
    tenantId: step.tenant.id,
    roots,
    deadline,
    ...(input.addToBody ? { addToBody: input.addToBody } : {}),
  };
  const executor = (): HttpRequestExecutor => new HttpRequestExecutor({ http, clock, timer, randomness });
  switch (execution.kind) {
    case 'no_action':
      return {
        outcome: 'success',
        status: 200,
        hasVerdict: true,
        roots: { response_body: {} },
        failure: {},
        detail: {},
      };
    case 'http_request': {
      const result = await executor().execute({ ...common, definition: execution.request });
      return fromHttp(result, {}, input.kind);
    }
    case 'http_requests': {
      const { last, results } = await executor().executeSequence({
        ...common,
        definitions: execution.requests,
      });
      return fromHttp(last, { execution_http_requests: results }, input.kind);
    }
    case 'custom':
      return runCustom(step, { roots, execution, kind: input.kind, http });
    default:
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `function of ${step.interaction} does not run in external mode`,
      );
  }
}

function mappingRoots(step: ConfiguredStep, input: ExternalInput): JsonObject {
  return {
    request_body: input.requestBody,
    request_attributes: requestAttributes(step.caller),
    ...(input.interactionRow ? { interaction: input.interactionRow } : {}),
    ...(step.user ? { user: userDocument(step.user) } : {}),
  };
}

function fromHttp(result: HttpExecutionResult, more: JsonObject, kind: InteractionKind): ExternalResult {
  return {
    outcome: result.outcome,
    status: result.status,
    hasVerdict: result.hasVerdict,
    roots: { ...result.result, execution_http_request: result.result, ...more },
    failure: { ...describeFailure(result, kind) },
    detail: {
      ...(result.outcome === 'success' ? {} : { reason: reasonOf(result) }),
      ...(result.providerStatus === undefined ? {} : { provider_status: result.providerStatus }),
    },
  };
}

function reasonOf(result: HttpExecutionResult): string {
  if (result.fault) return result.fault.kind === 'token_refused' ? 'provider_token_refused' : 'provider_unreachable';
  return result.hasVerdict ? 'provider_refused' : 'provider_unreachable';
}

interface CustomInput {
  readonly roots: JsonObject;
  readonly execution: Extract<ConfiguredStep['definition']['execution'], { kind: 'custom' }>;
  readonly kind: InteractionKind;
  readonly http: HttpClient;
}

/** A refusal without a status of its own is a plain 400: were it read as a fault, the guess would be given back. */
function customStatus({ outcome, status }: ExecutorResult): number {
  if (outcome === 'success') return 200;
  return interactionStatus(status >= 400 ? status : outcome === 'failure' ? 400 : 502);
}

async function runCustom(step: ConfiguredStep, { roots, execution, kind, http }: CustomInput): Promise<ExternalResult> {
  const limit = step.dependencies.timer.deadline(OUTBOUND_BUDGET_MILLISECONDS);
  try {
    const result = await Promise.race([
      execution.executor.execute({
        tenantId: step.tenant.id,
        interaction: step.interaction,
        details: execution.details,
        roots,
        signal: limit.signal,
        http,
      }),
      new Promise<never>((_, reject) => {
        limit.signal.addEventListener('abort', () => reject(new Error('time limit')), { once: true });
      }),
    ]);
    const status = customStatus(result);
    return {
      outcome: result.outcome,
      status,
      hasVerdict: result.outcome !== 'fault' && isVerdict(status),
      roots: { response_body: result.body, status_code: result.status, response_headers: {} },
      ...(result.store ? { store: result.store } : {}),
      failure: { ...describeFailure({ status }, kind) },
      detail:
        result.outcome === 'success'
          ? {}
          : { reason: result.outcome === 'fault' ? 'provider_unreachable' : 'provider_refused' },
    };
  } catch {
    // What a plug-in throws may hold anything, the code included; only the fact is kept.
    const status = limit.signal.aborted ? 504 : 502;
    const failure = { ...describeFailure({ status }, kind) };
    return {
      outcome: 'fault',
      status,
      hasVerdict: false,
      roots: { response_body: failure },
      failure,
      detail: { reason: 'provider_unreachable' },
    };
  } finally {
    limit.cancel();
  }
}
