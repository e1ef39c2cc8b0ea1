import type { HttpRequestDefinition, UrlTemplate } from '../../src/configuration/authentication-configuration.js';
import type { JsonObject } from '../../src/json/json.js';
import type { Condition } from '../../src/mapping/condition.js';
import type { MappingRules } from '../../src/mapping/mapping-rules.js';
import type { OutboundFault, OutboundRequest, OutboundResult } from '../../src/ports/http-client.js';
import type { Randomness } from '../../src/ports/randomness.js';
import { HttpRequestExecutor, type HttpExecutionInput } from '../../src/execution/http-request-executor.js';

/** Rules that yield what a function makes of the roots; none without an argument. */
export function rules(yields?: JsonObject | ((roots: JsonObject) => JsonObject)): MappingRules {
  return {
    isEmpty: yields === undefined,
    targets: [],
    apply: (roots) => (typeof yields === 'function' ? yields(roots) : (yields ?? {})),
  };
}

export function condition(holds: (roots: JsonObject) => boolean): Condition {
  return { holds };
}

export function url(...parts: string[]): UrlTemplate {
  return { parts };
}

export function definition(overrides: Partial<HttpRequestDefinition> = {}): HttpRequestDefinition {
  return {
    url: url('https://sms.example.com/send'),
    method: 'POST',
    authentication: { type: 'none' },
    pathRules: rules(),
    queryRules: rules(),
    headerRules: rules(),
    bodyRules: rules(),
    requestTimeoutSeconds: 30,
    retry: { maxRetries: 0, backoffMilliseconds: [], retryableStatusCodes: new Set(), idempotencyRequired: false },
    resolve: [],
    ...overrides,
  };
}

export function response(
  status: number,
  body: unknown = {},
  headers: Record<string, string> = { 'content-type': 'application/json' },
): OutboundResult {
  return { kind: 'response', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function fault(kind: OutboundFault): OutboundResult {
  return { kind: 'fault', fault: kind, cause: `technical cause of ${kind}` };
}

const randomness: Randomness = {
  uuid: () => '6f0e4f0b-8a55-4f0c-8f1f-7b107d8f2f0a',
  timeOrderedUuid: () => '01940f4c-5f80-7e2b-9d1c-3a6f5b8c7d2e',
  token: () => 'token',
  digits: () => '000000',
  integer: () => 0,
};

/** An executor over scripted answers; sleeping moves the clock and nothing else does. */
export class Bench {
  now = 1_000_000;
  /** How much longer than asked a sleep takes. */
  oversleep = 0;
  readonly sent: OutboundRequest[] = [];
  readonly slept: number[] = [];
  readonly executor: HttpRequestExecutor;

  constructor(...answers: OutboundResult[]) {
    this.executor = new HttpRequestExecutor({
      http: {
        send: (request) => {
          const answer = answers[Math.min(this.sent.length, answers.length - 1)];
          this.sent.push(request);
          return answer ? Promise.resolve(answer) : Promise.reject(new Error('no answer was scripted'));
        },
      },
      clock: { now: () => this.now },
      timer: {
        sleep: (milliseconds) => {
          this.slept.push(milliseconds);
          this.now += milliseconds + this.oversleep;
          return Promise.resolve();
        },
      },
      randomness,
    });
  }

  input(overrides: Partial<HttpRequestDefinition> = {}, roots: JsonObject = {}): HttpExecutionInput {
    return { tenantId: 'tenant', definition: definition(overrides), roots, deadline: this.now + 60_000 };
  }
}
