import type { HttpRequestDefinition } from '../configuration/authentication-configuration.js';
import { TesseraError } from '../errors/tessera-error.js';
import type { JsonObject } from '../json/json.js';
import type { Clock, Instant, Timer } from '../ports/clock.js';
import type { HttpClient } from '../ports/http-client.js';
import type { Randomness } from '../ports/randomness.js';
import { buildRequest, type RequestInput } from './build-request.js';
import { faultResult } from './fault-result.js';
import type { HttpExecutionResult, HttpSequenceResult } from './http-execution-result.js';
import { interpretAnswer } from './interpret-answer.js';
import { retryDelay } from './retry-delay.js';

export interface HttpRequestExecutorDependencies {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Pick<Timer, 'sleep'>;
  readonly randomness: Randomness;
}

export type HttpExecutionInput = RequestInput;

export type HttpSequenceInput = Omit<RequestInput, 'definition'> & {
  readonly definitions: readonly HttpRequestDefinition[];
};

/** Runs `http_request` and `http_requests` (specification 1.7, 1.10 to 1.12). What the network does is a result, never an exception. */
export class HttpRequestExecutor {
  private readonly dependencies: HttpRequestExecutorDependencies;

  constructor(dependencies: HttpRequestExecutorDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * One call with its retries; the last attempt counts.
   * @throws InvalidParameterValueError when a mapped value cannot be sent; nothing was sent then
   */
  async execute(input: HttpExecutionInput): Promise<HttpExecutionResult> {
    const { http, timer } = this.dependencies;
    const { definition, deadline } = input;
    const request = buildRequest(input, this.idempotencyKey(definition));
    if (this.remaining(deadline) <= 0)
      return faultResult({
        kind: 'timeout',
        cause: 'the time of the interaction was used up before the call',
        attempts: 0,
      });
    for (let attempts = 1; ; attempts += 1) {
      const result = interpretAnswer(await http.send(request), definition, attempts);
      const delay = retryDelay(result, definition.retry, this.remaining(deadline));
      if (delay === undefined) return result;
      await timer.sleep(delay);
      // Waiting is never exact: an attempt without time left would only turn the service's answer into a timeout.
      if (this.remaining(deadline) <= 0) return result;
    }
  }

  /**
   * Calls in order, each seeing the earlier ones under `$.execution_http_requests`; the first that is not a success ends the sequence.
   * @throws TesseraError `ERR_SERVER_CONFIGURATION` when every call is skipped
   * @throws InvalidParameterValueError as {@link execute}; earlier calls may have been made
   */
  async executeSequence(input: HttpSequenceInput): Promise<HttpSequenceResult> {
    const { definitions, ...rest } = input;
    const results: JsonObject[] = [];
    let last: HttpExecutionResult | undefined;
    for (const definition of definitions) {
      const roots = { ...input.roots, execution_http_requests: [...results] };
      if (definition.condition?.holds(roots) === false) {
        results.push({ skipped: true });
        continue;
      }
      last = await this.execute({ ...rest, definition, roots });
      results.push(last.result);
      if (last.outcome !== 'success') break;
    }
    if (!last)
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        'every call of http_requests was skipped; leave one without a condition',
      );
    return { last, results };
  }

  private remaining(deadline: Instant): number {
    return deadline - this.dependencies.clock.now();
  }

  private idempotencyKey({ retry }: HttpRequestDefinition): string | undefined {
    return retry.maxRetries > 0 || retry.idempotencyRequired ? this.dependencies.randomness.uuid() : undefined;
  }
}
