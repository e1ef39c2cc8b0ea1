import { InvalidParameterValueError } from '../../mapping/invalid-parameter-value-error.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { JsonObject } from '../../json/json.js';
import { mappedBody, withDefaults, withoutCode } from '../compose-body.js';
import { runExternal } from '../external-execution.js';
import type { ExternalResult } from '../external-execution.js';
import { storeRow } from '../store-row.js';
import type { ChallengePlan } from './challenge-plan.js';
import { maskDestination } from './channel.js';
import { sendMessage } from './send-message.js';
import type { SendOutcome } from './settle-challenge.js';

/** Sends the code, or asks the outside service to, and composes the answer. No lock is held meanwhile. */
export async function performSend(plan: ChallengePlan): Promise<SendOutcome> {
  const { execution } = plan.step.definition;
  if (execution.kind === 'internal_challenge') {
    const result = await sendMessage(plan, execution.details);
    if (result.sent) return succeeded(plan, { response_body: challengeResult(plan) }, {});
    const body = withDefaults(mappedBody(plan.step.definition, { response_body: result.body }), result.body);
    return {
      answer: { status: result.status, body: hideCode(plan, body) },
      counts: 'call',
      sent: false,
      reachedProvider: result.reachedProvider,
      detail: { reason: 'send_failed', ...result.detail },
    };
  }
  try {
    return fromExternal(plan, await runExternal(plan.step, externalInput(plan)));
  } catch (error) {
    if (!(error instanceof InvalidParameterValueError)) throw error;
    return {
      answer: REFUSALS.invalidParameterValue,
      counts: 'failure',
      sent: false,
      reachedProvider: false,
      detail: { reason: 'schema' },
    };
  }
}

function externalInput(plan: ChallengePlan): Parameters<typeof runExternal>[1] {
  const { step, traits, challenge } = plan;
  const key = step.definition.previousInteractionKey;
  return {
    kind: 'challenge',
    // The provider always gets the destination that was resolved, never the caller's own spelling.
    requestBody: { ...step.mappedBody, [traits.field]: challenge.destination },
    interactionRow: key === undefined ? undefined : step.snapshot.rows[key],
  };
}

function fromExternal(plan: ChallengePlan, result: ExternalResult): SendOutcome {
  if (result.outcome === 'success') return succeeded(plan, result.roots, result);
  const body = withDefaults(mappedBody(plan.step.definition, result.roots), result.failure);
  const isRefusal = result.status < 500 && result.status !== 429;
  return {
    answer: { status: result.status, body: hideCode(plan, body) },
    counts: isRefusal ? 'failure' : 'call',
    sent: false,
    reachedProvider: result.reachedProvider,
    detail: { ...result.detail, reason: 'send_failed' },
  };
}

function succeeded(plan: ChallengePlan, roots: JsonObject, result: Partial<ExternalResult>): SendOutcome {
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
