import type { AxiosInstance, AxiosResponse } from 'axios';
import { FORBIDDEN_NAMES, type HttpMethod, type OutboundResult } from '@tessera/core';
import type { DestinationGuard } from './destination-guard.js';
import { type ExchangeFault, faultOf } from './faults.js';
import { Limits } from './limits.js';
import { pinnedTransport } from './pinned-agents.js';

/** Connecting, name service and TLS included, takes at most this long (specification 1.7). */
const CONNECT_MILLISECONDS = 5000;

/** Larger answers are a fault (specification 1.7). */
export const MAX_ANSWER_BYTES = 1024 * 1024;

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
  readonly axios: AxiosInstance;
  readonly guard: DestinationGuard;
  readonly connectMilliseconds?: number;
}

/** Sends one request to a checked destination and reads the answer, within its limits. Never rejects. */
export async function exchange(tools: ExchangeTools, call: Exchange): Promise<ExchangeResult> {
  const { url } = call;
  const refusal = refusalOf(url);
  if (refusal !== undefined) return { kind: 'fault', fault: 'transport', cause: refusal };
  if (call.limitMilliseconds <= 0) return timedOut(url.origin, 'no time was left');
  const limits = new Limits(tools.connectMilliseconds ?? CONNECT_MILLISECONDS, call.limitMilliseconds);
  try {
    const destination = await limits.race(tools.guard.admit(url.hostname));
    const response = await tools.axios.request<string>({
      url: url.href,
      method: call.method,
      headers: headersOf(call),
      data: call.body,
      signal: limits.signal,
      transport: pinnedTransport(destination, () => limits.connected()),
    });
    return answerOf(response);
  } catch (error) {
    if (limits.exceeded !== undefined) return missed(tools, url, timedOut(url.origin, limits.exceeded));
    return missed(tools, url, { kind: 'fault', ...faultOf(error, url.origin) });
  } finally {
    limits.stop();
  }
}

function refusalOf(url: URL): string | undefined {
  // axios would also read data: and file: URLs.
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `scheme ${url.protocol} is not supported`;
  if (url.username !== '' || url.password !== '') return `the URL of ${url.host} holds credentials; use an auth_type`;
  return undefined;
}

/** `false` keeps axios from adding a form's content type to a request that has none. */
function headersOf(call: Exchange): Record<string, string | false> {
  const hasType = Object.keys(call.headers).some((name) => name.toLowerCase() === 'content-type');
  return hasType ? { ...call.headers } : { ...call.headers, 'Content-Type': false };
}

function timedOut(origin: string, why: string): ExchangeFailure {
  return { kind: 'fault', fault: 'timeout', cause: `call to ${origin} failed: ${why}` };
}

/** A host that nobody answered at may have moved. */
function missed(tools: ExchangeTools, url: URL, failure: ExchangeFailure): ExchangeFailure {
  if (failure.fault !== 'transport') tools.guard.forget(url.hostname);
  return failure;
}

function answerOf(response: AxiosResponse<string>): ExchangeResult {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (FORBIDDEN_NAMES.has(name) || value === undefined || value === null) continue;
    headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return { kind: 'response', status: response.status, headers, body: response.data };
}
