import type { RetryDefinition } from '../configuration/authentication-configuration.js';
import type { HttpExecutionResult } from './http-execution-result.js';

/**
 * Milliseconds to wait before the next attempt, or undefined when the result is final. An integer `Retry-After` replaces the delay.
 * @param result of the attempt just made; its `attempts` counts them
 * @param remainingMilliseconds left of the time of specification 1.7; a delay that uses it up ends retrying
 */
export function retryDelay(
  result: HttpExecutionResult,
  retry: RetryDefinition,
  remainingMilliseconds: number,
): number | undefined {
  // What the service itself answered decides, response_resolve_configs only name the final result; a fault counts as its row of 1.11.
  const status = result.fault ? result.status : (result.providerStatus ?? result.status);
  if (result.outcome === 'success' || result.attempts > retry.maxRetries || !retry.retryableStatusCodes.has(status))
    return undefined;
  const delay = retryAfterMilliseconds(result) ?? backoff(retry, result.attempts);
  return delay < remainingMilliseconds ? delay : undefined;
}

function backoff({ backoffMilliseconds }: RetryDefinition, attemptsMade: number): number {
  return backoffMilliseconds[attemptsMade - 1] ?? backoffMilliseconds.at(-1) ?? 0;
}

function retryAfterMilliseconds({ result }: HttpExecutionResult): number | undefined {
  const value = result.response_headers['retry-after'];
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : undefined;
}
