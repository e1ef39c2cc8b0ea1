import type { HttpClient, OutboundFault, OutboundRequest, OutboundResult } from '../../ports/http-client.js';

const NEVER_ARRIVED: ReadonlySet<OutboundFault> = new Set([
  'unreachable',
  'token_unreachable',
  'token_timeout',
  'token_transport',
  'token_refused',
]);

/** Notes whether any call of a send, retries and earlier calls of a sequence included, may have arrived: only then are its units spent. */
export class ArrivalWatch implements HttpClient {
  arrived = false;
  private readonly http: HttpClient;

  constructor(http: HttpClient) {
    this.http = http;
  }

  async send(request: OutboundRequest): Promise<OutboundResult> {
    const result = await this.http.send(request);
    if (result.kind === 'response' || !NEVER_ARRIVED.has(result.fault)) this.arrived = true;
    return result;
  }
}
