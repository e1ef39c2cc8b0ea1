import type { InternalChallengeDetails } from '../../configuration/authentication-configuration.js';
import { OUTBOUND_BUDGET_MILLISECONDS } from '../../engine/settings.js';
import { describeFailure } from '../../execution/describe-failure.js';
import { HttpRequestExecutor } from '../../execution/http-request-executor.js';
import type { JsonObject } from '../../json/json.js';
import type { Deadline } from '../../ports/clock.js';
import { SendFailure } from '../../ports/sender.js';
import type { SendFailureKind } from '../../ports/sender.js';
import type { ArrivalWatch } from './arrival-watch.js';
import type { ChallengePlan } from './challenge-plan.js';
import { renderTemplate } from './templates.js';

/** How a message left. */
export type SendResult =
  | { readonly sent: true }
  | {
      readonly sent: false;
      readonly status: number;
      readonly body: JsonObject;
      readonly reachedProvider: boolean;
      readonly detail: { readonly provider_status?: number; readonly provider_code?: string };
    };

const NOT_SENT: JsonObject = { error: 'server_error', error_description: 'Failed to send the verification code' };
const STATUS: Readonly<Record<SendFailureKind, number>> = {
  unreachable: 503,
  timeout: 504,
  transport: 502,
  token_refused: 502,
  rejected: 502,
};

/** Sends the code of an internal challenge through the configured sender. Never throws for what the sender does. */
export async function sendMessage(
  plan: ChallengePlan,
  details: InternalChallengeDetails,
  http: ArrivalWatch,
): Promise<SendResult> {
  const { step, challenge, code = '' } = plan;
  const expiresInSeconds = step.configuration.metadata.expireSeconds;
  const body = renderTemplate(plan.message?.body ?? '', code, expiresInSeconds);
  const subject = renderTemplate(plan.message?.subject ?? '', code, expiresInSeconds);
  if (details.httpRequest) {
    const email = challenge.channel === 'email' ? { from: details.from ?? '', subject } : {};
    return sendOverHttp(plan, details.httpRequest, { to: challenge.destination, body, ...email }, http);
  }
  const { sender } = details;
  const limit = sender.isImmediate ? NO_LIMIT : step.dependencies.timer.deadline(OUTBOUND_BUDGET_MILLISECONDS);
  try {
    const sending = sender.send({
      tenantId: step.tenant.id,
      to: challenge.destination,
      ...(challenge.channel === 'email'
        ? { subject, ...(details.from === undefined ? {} : { from: details.from }) }
        : {}),
      body,
      code,
      expiresInSeconds,
      settings: details.settings,
      signal: limit.signal,
      http,
    });
    await (sender.isImmediate ? sending : Promise.race([sending, endOf(limit)]));
    return { sent: true };
  } catch (error) {
    return failureOf(error instanceof SendFailure ? error : new SendFailure('transport', 'the sender threw'));
  } finally {
    limit.cancel();
  }
}

const NO_LIMIT: Deadline = {
  signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined },
  cancel: () => undefined,
};

function endOf({ signal }: Deadline): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(new SendFailure('timeout', 'the time limit was reached'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function failureOf(failure: SendFailure): SendResult {
  const status = STATUS[failure.kind];
  const kinds = {
    unreachable: 'unreachable',
    timeout: 'timeout',
    transport: 'transport',
    token_refused: 'token_refused',
  } as const;
  const body =
    failure.kind === 'rejected'
      ? NOT_SENT
      : { ...describeFailure({ status, fault: { kind: kinds[failure.kind], cause: '' } }, 'challenge') };
  return {
    sent: false,
    status,
    body,
    reachedProvider: failure.kind !== 'unreachable' && failure.kind !== 'token_refused',
    detail: {
      ...(failure.providerStatus === undefined ? {} : { provider_status: failure.providerStatus }),
      ...(failure.providerCode === undefined ? {} : { provider_code: failure.providerCode }),
    },
  };
}

async function sendOverHttp(
  plan: ChallengePlan,
  definition: NonNullable<InternalChallengeDetails['httpRequest']>,
  message: JsonObject,
  http: ArrivalWatch,
): Promise<SendResult> {
  const { dependencies, tenant } = plan.step;
  const { clock, timer, randomness } = dependencies;
  const deadline = clock.now() + OUTBOUND_BUDGET_MILLISECONDS;
  const result = await new HttpRequestExecutor({ http, clock, timer, randomness }).execute({
    tenantId: tenant.id,
    definition,
    roots: { request_body: message },
    deadline,
  });
  if (result.outcome === 'success') return { sent: true };
  const provider = result.providerStatus === undefined ? {} : { provider_status: result.providerStatus };
  if (!result.fault) return { sent: false, status: 502, body: NOT_SENT, reachedProvider: true, detail: provider };
  return {
    sent: false,
    status: result.status,
    body: { ...describeFailure(result, 'challenge') },
    reachedProvider: http.arrived,
    detail: provider,
  };
}
