import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Names as they were written. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The client's side of the connection; the same port means the same socket. */
  readonly clientPort: number | undefined;
}

export type Answer = (request: Received, response: http.ServerResponse) => void;

/** A server on a free port that remembers what it was asked. */
export class LocalServer {
  readonly received: Received[] = [];
  readonly port: number;
  private readonly server: http.Server;
  private readonly sockets = new Set<Socket>();

  private constructor(server: http.Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(answer: Answer): Promise<LocalServer> {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received: Received = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          rawHeaders: request.rawHeaders,
          body: Buffer.concat(chunks).toString('utf8'),
          clientPort: request.socket.remotePort,
        };
        started.received.push(received);
        answer(received, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const started = new LocalServer(server);
    return started;
  }

  url(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  /** Ends all connections, idle ones included, as a service does that restarts; resolves when they are closed. */
  async closeConnections(): Promise<void> {
    const closed = [...this.sockets].map((socket) => once(socket, 'close'));
    this.server.closeAllConnections();
    await Promise.all(closed);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Answers with JSON. */
export function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
