import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const PROVIDER_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Everything that is counted. Labels take few values each, and never one that came from a caller. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `tessera_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    shape: { readonly labelNames: readonly L[]; readonly buckets: readonly number[] },
  ): Histogram<L> =>
    new Histogram({
      name: `tessera_${name}`,
      help,
      labelNames: shape.labelNames,
      buckets: [...shape.buckets],
      registers,
    });
  return {
    interactions: counter('interactions_total', 'Calls of interactions by how they ended.', [
      'interaction',
      'outcome',
      'reason',
    ]),
    challenges: counter('challenges_sent_total', 'One-time codes handed to a sender or service.', [
      'channel',
      'sender_type',
      'result',
    ]),
    verifications: counter('verifications_total', 'Checks of one-time codes.', ['channel', 'mode', 'outcome']),
    refusals: counter('budget_refusals_total', 'Calls refused by a limit.', ['interaction', 'reason']),
    authorizations: counter('authorizations_total', 'Logins by stage: started, completed, denied, refused.', ['stage']),
    tokens: counter('tokens_issued_total', 'Answers of the token endpoint.', ['grant_type', 'outcome']),
    storeErrors: counter('store_errors_total', 'Calls that a database or Redis did not answer.', ['origin']),
    rateLimited: counter('rate_limited_total', 'Requests refused by the rate limit of a caller.', ['limit']),
    http: histogram('http_request_duration_seconds', 'Time from a request to its last byte.', {
      labelNames: ['route', 'method', 'status_class'],
      buckets: HTTP_SECONDS,
    }),
    provider: histogram('provider_request_duration_seconds', 'Time an outside service or sender took.', {
      labelNames: ['interaction', 'sender_type', 'outcome', 'status_class'],
      buckets: PROVIDER_SECONDS,
    }),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;

/** A gauge that is asked when it is read. */
export function registerGauge(
  registry: Registry,
  { name, help }: { readonly name: string; readonly help: string },
  read: () => number,
): void {
  new Gauge({
    name: `tessera_${name}`,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
