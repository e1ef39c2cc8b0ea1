import type { HttpRequestDefinition } from '../configuration/authentication-configuration.js';
import type { OutboundResult } from '../ports/http-client.js';
import { faultResult } from './fault-result.js';
import type { HttpExecutionResult } from './http-execution-result.js';
import { interactionStatus, isSuccess, isVerdict } from './interaction-status.js';
import { parseResponseBody } from './parse-response.js';
import { resolveStatus } from './resolve-status.js';

/** Turns what the network gave into the result of specification 1.11. */
export function interpretAnswer(
  answer: OutboundResult,
  definition: HttpRequestDefinition,
  attempts: number,
): HttpExecutionResult {
  if (answer.kind === 'fault') return faultResult({ kind: answer.fault, cause: answer.cause, attempts });
  const providerStatus = answer.status;
  if (isUnusable(providerStatus)) return redirected(providerStatus, providerStatus, attempts);

  const response_body = parseResponseBody(answer.body, answer.headers['content-type']);
  const received = { status_code: providerStatus, response_headers: answer.headers, response_body };
  const result = resolveStatus(received, definition.resolve);
  if (isUnusable(result.status_code)) return redirected(result.status_code, providerStatus, attempts);
  return {
    outcome: isSuccess(result.status_code) ? 'success' : 'failure',
    status: interactionStatus(result.status_code),
    hasVerdict: isVerdict(result.status_code),
    result,
    providerStatus,
    attempts,
  };
}

/** Below 200 nothing final was said; neither can be a success nor a refusal. */
function isUnusable(status: number): boolean {
  return status < 200 || (status >= 300 && status < 400);
}

function redirected(status: number, providerStatus: number, attempts: number): HttpExecutionResult {
  return faultResult({
    kind: 'redirect',
    cause: `status ${status}; redirects are not followed`,
    attempts,
    providerStatus,
  });
}
