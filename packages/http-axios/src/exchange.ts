import type { Axios } from 'axios';
import { FORBIDDEN_NAMES, type HttpMethod, type OutboundResult } from '@tessera/core';
import type { RawAnswer } from './delivery.js';
import type { DestinationGuard } from './destination-guard.js';
import { type ExchangeFault, faultOf } from './faults.js';
import { Limits } from './limits.js';
import { pinnedAdapter } from './pinned-adapter.js';
import type { PinnedClients } from './pinned-clients.js';

/** One request on the wire, without any authentication to be worked out. */
export interface Exchange {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** From now until the last byte of the answer. */
  readonly limitMilliseconds: number;
}

/** An answer, or why there was none. */
export type ExchangeResult = Exclude<OutboundResult, { kind: 'fault' }> | ExchangeFailure;

export interface ExchangeFailure {
  readonly kind: 'fault';
  readonly fault: ExchangeFault;
  readonly cause: string;
}

export interface ExchangeTools {
  readonly axios: Axios;
  readonly clients: PinnedClients;
  readonly guard: DestinationGuard;
  /** Limit of name service, connecting and TLS together. */
  readonly connectMilliseconds: number;
  readonly userAgent: string;
}

/** They speak of the connection, which is not a configuration's business; undici refuses a request that holds one. */
const NEVER_SENT: ReadonlySet<string> = new Set(['expect', 'keep-alive', 'upgrade']);

/** Sends one request to a checked destination and reads the answer, within its limits. Never rejects. */
export async function exchange(tools: ExchangeTools, call: Exchange): Promise<ExchangeResult> {
  const { url } = call;
  const refusal = refusalOf(call);
  if (refusal) return refusal;
  const limits = new Limits(tools.connectMilliseconds, call.limitMilliseconds);
  try {
    const destination = await limits.wait(tools.guard.admit(url.hostname));
    const response = await tools.axios.request<RawAnswer>({
      url: url.href,
      method: call.method,
      data: call.body,
      adapter: pinnedAdapter({
        clients: tools.clients,
        destination,
        url,
        limits,
        headers: headersOf(call, tools.userAgent),
      }),
    });
    return answerOf(response.data);
  } catch (error) {
    const failure = faultOf(error, url.origin);
    // A host at which nobody answered may have moved.
    if (failure.fault !== 'transport') tools.guard.forget(url.hostname);
    return { kind: 'fault', ...failure };
  } finally {
    limits.stop();
  }
}

function refusalOf({ url, limitMilliseconds }: Exchange): ExchangeFailure | undefined {
  const refused = (fault: ExchangeFault, cause: string): ExchangeFailure => ({ kind: 'fault', fault, cause });
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused('transport', `scheme ${url.protocol} is not supported`);
  }
  if (url.username !== '' || url.password !== '') {
    return refused('transport', `the URL of ${url.host} holds credentials; use an auth_type`);
  }
  return limitMilliseconds > 0 ? undefined : refused('timeout', `call to ${url.origin} failed: no time was left`);
}

/** Headers that are always sent give way to mapped ones, whatever their case. */
function headersOf(call: Exchange, userAgent: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const taken = new Set<string>();
  for (const [name, value] of Object.entries(call.headers)) {
    const lower = name.toLowerCase();
    if (NEVER_SENT.has(lower)) continue;
    taken.add(lower);
    headers[name] = value;
  }
  if (!taken.has('accept')) headers['Accept'] = 'application/json, */*;q=0.5';
  if (!taken.has('accept-encoding')) headers['Accept-Encoding'] = 'identity';
  if (!taken.has('user-agent')) headers['User-Agent'] = userAgent;
  return headers;
}

function answerOf({ status, headers, text }: RawAnswer): ExchangeResult {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (FORBIDDEN_NAMES.has(name) || value === undefined) continue;
    joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return { kind: 'response', status, headers: joined, body: text };
}
