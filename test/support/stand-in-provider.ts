import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a stand-in provider got. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What it answers, as JSON. */
export interface ProviderAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An SMS or e-mail service on this machine that keeps what it was sent. */
export interface StandInProvider {
  readonly url: string;
  readonly port: number;
  /** How it answers; by default 200 with `{}`. */
  respond: (request: ReceivedRequest) => ProviderAnswer;
  /** Oldest first. */
  requestsTo(path: string): readonly ReceivedRequest[];
  close(): void;
}

export async function startStandInProvider(): Promise<StandInProvider> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const received = { path: request.url ?? '', headers: request.headers, body };
      requests.push(received);
      const answer = provider.respond(received);
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const provider: StandInProvider = {
    url: `http://127.0.0.1:${port}`,
    port,
    respond: () => ({ status: 200, body: {} }),
    requestsTo: (path) => requests.filter((request) => request.path === path),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return provider;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
