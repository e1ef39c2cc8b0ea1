import type { AxiosAdapter } from 'axios';
import type { Client, Dispatcher } from 'undici';
import { Delivery, type RawAnswer } from './delivery.js';
import type { Destination } from './destination-guard.js';
import type { Limits } from './limits.js';
import type { PinnedClients } from './pinned-clients.js';

export interface PinnedCall {
  readonly clients: PinnedClients;
  readonly destination: Destination;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

/**
 * The last step of a request in axios, in place of its own Node adapter. It connects to the checked addresses only, knows neither proxy nor
 * redirect, and takes a fraction of the time. Headers pass axios by, both ways: it would copy them at each of its steps, and credentials
 * would hang on its errors. So the answer comes whole as `data`.
 */
export function pinnedAdapter({ clients, destination, url, headers, limits }: PinnedCall): AxiosAdapter {
  return async (config) => {
    const request = {
      method: (config.method ?? 'get').toUpperCase(),
      path: url.pathname + url.search,
      headers,
      body: (config.data as string | undefined) ?? null,
    };
    const data = await clients.lend(url.origin, destination, (client) => deliver(client, request, limits));
    return { data, status: data.status, statusText: '', headers: {}, config };
  };
}

/** A promise that is settled already stays as it is: whatever comes first, an error, a limit or the answer, counts. */
function deliver(client: Client, request: Dispatcher.DispatchOptions, limits: Limits): Promise<RawAnswer> {
  return new Promise((answered, failed) => {
    limits.onTimeOver(failed);
    client.dispatch(request, new Delivery({ begun: () => limits.connected(), answered, failed }));
  });
}
