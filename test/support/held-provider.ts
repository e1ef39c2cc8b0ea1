import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An external SMS service that keeps a challenge waiting until it is told to answer. */
export interface HeldProvider {
  readonly port: number;
  /** Settled once a challenge has arrived. */
  readonly challenged: Promise<void>;
  /** Lets every challenge be answered. */
  release(): void;
  close(): void;
}

export async function startHeldProvider(): Promise<HeldProvider> {
  const arrival = deferred();
  const permission = deferred();
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('Content-Type', 'application/json');
    if (request.url === '/token') {
      response.end('{"access_token":"a-token","token_type":"Bearer","expires_in":3600}');
      return;
    }
    arrival.resolve();
    void permission.promise.then(() => response.end('{"transaction_id":"t-1","verification_code":"123456"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    challenged: arrival.promise,
    release: permission.resolve,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function deferred(): Deferred {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
