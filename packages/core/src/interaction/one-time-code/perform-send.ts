import type { InternalChallengeDetails } from '../../configuration/authentication-configuration.js';
import { InvalidParameterValueError } from '../../mapping/invalid-parameter-value-error.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { JsonObject } from '../../json/json.js';
import type { HttpClient } from '../../ports/http-client.js';
import { mappedBody, withDefaults, withoutCode } from '../compose-body.js';
import { runExternal } from '../external-execution.js';
import type { ExternalInput, ExternalResult } from '../external-execution.js';
import { storeRow } from '../store-row.js';
import { ArrivalWatch } from './arrival-watch.js';
import type { ChallengePlan } from './challenge-plan.js';
import { maskDestination } from './channel.js';
import { sendMessage } from './send-message.js';
import type { SendResult } from './send-message.js';
import type { SendOutcome } from './send-outcome.js';

/** Sends the code, or asks the outside service to, and composes the answer. No lock is held meanwhile. */
export async function performSend(plan: ChallengePlan): Promise<SendOutcome> {
  const { dependencies, definition } = plan.step;
  const http = new ArrivalWatch(dependencies.http);
  const { execution } = definition;
  try {
    if (execution.kind === 'internal_challenge') return await sendInternal(plan, execution.details, http);
    const result = await runExternal(plan.step, externalInput(plan, http));
    return fromExternal(plan, result, execution.kind === 'custom' || http.arrived);
  } catch (error) {
    if (error instanceof InvalidParameterValueError) return unsendable(http.arrived);
    throw error;
  }
}

async function sendInternal(
  plan: ChallengePlan,
  details: InternalChallengeDetails,
  http: ArrivalWatch,
): Promise<SendOutcome> {
  const { tracer } = plan.step.dependencies;
  const send = (): Promise<SendResult> => sendCounted(plan, details, http);
  const attributes = { 'tessera.channel': plan.traits.channel, 'tessera.sender': details.sender.name };
  const result = await (tracer ? tracer.span('send', attributes, send) : send());
  if (result.sent) return plan.foreseen ?? succeeded(plan, { response_body: challengeResult(plan) }, {});
  const body = withDefaults(mappedBody(plan.step.definition, { response_body: result.body }), result.body);
  return {
    answer: { status: result.status, body: hideCode(plan, body) },
    counts: 'call',
    sent: false,
    reachedProvider: result.reachedProvider,
    detail: { reason: 'send_failed', ...result.detail },
  };
}

async function sendCounted(
  plan: ChallengePlan,
  details: InternalChallengeDetails,
  http: ArrivalWatch,
): Promise<SendResult> {
  const { telemetry, clock } = plan.step.dependencies;
  const startedAt = clock.now();
  const result = await sendMessage(plan, details, http);
  if (!telemetry) return result;
  telemetry.providerCalled({
    interaction: plan.step.interaction,
    sender: details.sender.name,
    status: result.sent ? undefined : result.detail.provider_status,
    outcome: result.sent ? 'success' : result.reachedProvider ? 'failure' : 'fault',
    milliseconds: clock.now() - startedAt,
  });
  return result;
}

/** The caller's values cannot stand where the mapping puts them. */
export function unsendable(reachedProvider: boolean): SendOutcome {
  return {
    answer: REFUSALS.invalidParameterValue,
    counts: 'failure',
    sent: false,
    reachedProvider,
    detail: { reason: 'schema' },
  };
}

/** What the outside service is asked with. */
export function externalInput(plan: ChallengePlan, http: HttpClient): ExternalInput {
  const { step, traits, challenge } = plan;
  const key = step.definition.previousInteractionKey;
  const row = key !== undefined && Object.hasOwn(step.snapshot.rows, key) ? step.snapshot.rows[key] : undefined;
  return {
    kind: 'challenge',
    // The provider always gets the destination that was resolved, never the caller's own spelling.
    requestBody: { ...step.mappedBody, [traits.field]: challenge.destination },
    interactionRow: row,
    http,
  };
}

function fromExternal(plan: ChallengePlan, result: ExternalResult, reachedProvider: boolean): SendOutcome {
  if (result.outcome === 'success') return succeeded(plan, result.roots, result);
  const body = withDefaults(mappedBody(plan.step.definition, result.roots), result.failure);
  const isRefusal = result.status < 500 && result.status !== 429;
  return {
    answer: { status: result.status, body: hideCode(plan, body) },
    counts: isRefusal ? 'failure' : 'call',
    sent: false,
    reachedProvider,
    detail: { ...result.detail, reason: 'send_failed' },
  };
}

/** How a send ended that went well. */
export function succeeded(plan: ChallengePlan, roots: JsonObject, result: Partial<ExternalResult>): SendOutcome {
  const row = storeRow(plan.step, roots, result.store);
  const { step } = plan;
  const body = plan.isUniform
    ? challengeResult(plan, exposedProviderCode(plan, roots))
    : withDefaults(mappedBody(step.definition, roots), { expires_in: step.configuration.metadata.expireSeconds });
  return {
    answer: { status: 200, body: hideCode(plan, body) },
    counts: 'success',
    sent: true,
    reachedProvider: true,
    detail: result.detail ?? {},
    ...(row ? { row } : {}),
  };
}

/** The code that an outside service showed, for the uniform answer with code exposure. */
function exposedProviderCode(plan: ChallengePlan, roots: JsonObject): string | undefined {
  const body = roots['response_body'];
  const shown =
    typeof body === 'object' && body !== null
      ? (body as JsonObject)[plan.step.configuration.metadata.verificationCodeParam]
      : undefined;
  return typeof shown === 'string' ? shown : undefined;
}

/** The result of an internal challenge, which is also the uniform answer of specification 2.6. */
export function challengeResult(plan: ChallengePlan, providerCode?: string): JsonObject {
  const { step, challenge, code, limits, traits } = plan;
  const { metadata } = step.configuration;
  const shown = code ?? providerCode;
  return {
    transaction_id: challenge.id,
    expires_in: metadata.expireSeconds,
    resend_available_in: limits.resendCooldownSeconds,
    destination: maskDestination(step, traits.channel, challenge.destination),
    ...(step.dependencies.settings.exposeVerificationCode && shown !== undefined
      ? { [metadata.verificationCodeParam]: shown }
      : {}),
  };
}

function hideCode(plan: ChallengePlan, body: JsonObject): JsonObject {
  const { dependencies, configuration } = plan.step;
  return dependencies.settings.exposeVerificationCode
    ? body
    : withoutCode(body, configuration.metadata.verificationCodeParam);
}
