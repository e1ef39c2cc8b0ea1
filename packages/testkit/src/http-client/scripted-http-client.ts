import type { HttpClient, OutboundRequest, OutboundResult } from '@tessera/core';

/** An HTTP client for tests: records every request and answers from a script, the last entry again and again. */
export class ScriptedHttpClient implements HttpClient {
  readonly requests: OutboundRequest[] = [];
  private readonly script: readonly OutboundResult[];

  constructor(...script: readonly [OutboundResult, ...OutboundResult[]]) {
    this.script = script;
  }

  async send(request: OutboundRequest): Promise<OutboundResult> {
    const result = this.script[Math.min(this.requests.length, this.script.length - 1)];
    this.requests.push(request);
    if (!result) throw new Error('the script is empty');
    return result;
  }

  /** The only request so far. Throws when there was none, or more than one. */
  get onlyRequest(): OutboundRequest {
    const [request] = this.requests;
    if (!request || this.requests.length !== 1)
      throw new Error(`expected one request, there were ${this.requests.length}`);
    return request;
  }
}

/** An answer with a JSON body, for {@link ScriptedHttpClient}. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): OutboundResult {
  return {
    kind: 'response',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
