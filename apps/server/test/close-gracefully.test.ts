import { Agent, createServer, get } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeGracefully } from '../src/http/close-gracefully.js';
import type { GracefulServer } from '../src/http/close-gracefully.js';

describe('closing a server gracefully', () => {
  let http: Server;
  let graceful: GracefulServer;
  let agent: Agent;
  let onArrival: (response: ServerResponse) => void;

  beforeEach(async () => {
    agent = new Agent({ keepAlive: true });
    http = createServer((_request, response) => {
      onArrival(response);
    });
    // Far beyond the time limit of a test: whoever waits for it, fails.
    http.keepAliveTimeout = 600_000;
    graceful = closeGracefully(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    agent.destroy();
    http.closeAllConnections();
  });

  /** Sends a request on a kept-alive connection. */
  function send(): { readonly arrived: Promise<ServerResponse>; readonly answered: Promise<string | undefined> } {
    const arrived = new Promise<ServerResponse>((resolve) => {
      onArrival = resolve;
    });
    const answered = new Promise<string | undefined>((resolve) => {
      const { port } = http.address() as AddressInfo;
      get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().once('end', () => {
          resolve(response.headers.connection);
        });
      }).once('error', (error) => {
        resolve(error.message);
      });
    });
    return { arrived, answered };
  }

  it('answers the request under way and does not wait for its kept-alive connection', async () => {
    const { arrived, answered } = send();
    const response = await arrived;
    const closed = graceful.close(600);
    response.end('late');

    expect(await answered).toBe('close');
    await closed;
    expect(http.listening).toBe(false);
  });

  it('ends at once when connections are merely kept alive', async () => {
    const { arrived, answered } = send();
    (await arrived).end('in time');

    expect(await answered).toBe('keep-alive');
    await graceful.close(600);
    expect(http.listening).toBe(false);
  });

  it('cuts a request that is still open at the limit', async () => {
    const { arrived, answered } = send();
    await arrived;
    await graceful.close(0);

    expect(await answered).toBe('socket hang up');
  });
});
