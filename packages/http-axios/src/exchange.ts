import type { AxiosInstance, AxiosResponse } from 'axios';
import { FORBIDDEN_NAMES, type HttpMethod, type OutboundResult } from '@tessera/core';
import type { DestinationGuard } from './destination-guard.js';
import { type ExchangeFault, faultOf } from './faults.js';
import { Limits } from './limits.js';
import { pinnedAdapter } from './pinned-adapter.js';
import type { PinnedAgents } from './pinned-agents.js';

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
  readonly agents: PinnedAgents;
  readonly guard: DestinationGuard;
  /** Limit of name service, connecting and TLS together. */
  readonly connectMilliseconds: number;
}

/** Sends one request to a checked destination and reads the answer, within its limits. Never rejects. */
export async function exchange(tools: ExchangeTools, call: Exchange): Promise<ExchangeResult> {
  const { url } = call;
  const refusal = refusalOf(call);
  if (refusal) return refusal;
  const limits = new Limits(tools.connectMilliseconds, call.limitMilliseconds);
  try {
    const destination = await limits.wait(tools.guard.admit(url.hostname));
    const response = await tools.axios.request<string>({
      url: url.href,
      method: call.method,
      headers: headersOf(call),
      data: call.body,
      adapter: pinnedAdapter({ agents: tools.agents, destination, url, limits }),
    });
    return answerOf(response);
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

/** `false` keeps axios from adding a form's content type to a request that has none. */
function headersOf(call: Exchange): Record<string, string | false> {
  const hasType = Object.keys(call.headers).some((name) => name.toLowerCase() === 'content-type');
  return hasType ? { ...call.headers } : { ...call.headers, 'Content-Type': false };
}

function answerOf(response: AxiosResponse<string>): ExchangeResult {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (FORBIDDEN_NAMES.has(name) || value === undefined || value === null) continue;
    headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return { kind: 'response', status: response.status, headers, body: response.data };
}
