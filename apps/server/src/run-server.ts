import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createServer } from './composition/create-server.js';
import type { TesseraServer } from './composition/create-server.js';
import { startDevelopment } from './development/start-development.js';
import type { ServerSettings } from './settings/server-settings.js';

/** A server that listens. */
export interface RunningServer {
  /** On this machine. */
  readonly url: string;
  readonly server: TesseraServer;
  /** Takes no new connections, lets requests under way finish, then closes storage. Safe to call twice. */
  stop(): Promise<void>;
}

/** Composes the server, listens and, in development, prepares the guide. */
export async function runServer(settings: ServerSettings, log: Logger): Promise<RunningServer> {
  const server = await createServer(settings, log);
  try {
    const url = await listen(server.http, settings);
    const extras = settings.profile === 'development' ? await startDevelopment(server, settings, url) : undefined;
    log.info({ url, profile: settings.profile }, 'listening');
    let stopping: Promise<void> | undefined;
    return { url, server, stop: () => (stopping ??= stop(server, settings, extras)) };
  } catch (error) {
    server.http.close();
    server.http.closeAllConnections();
    await server.close();
    throw error;
  }
}

function listen(http: Server, { port, host, profile }: ServerSettings): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken; free it or set PORT`, { cause: error }) : error,
      );
    });
    http.listen(port, host, () => {
      const { port: bound } = http.address() as AddressInfo;
      resolve(`http://${profile === 'development' ? 'localhost' : '127.0.0.1'}:${bound}`);
    });
  });
}

async function stop(
  server: TesseraServer,
  settings: ServerSettings,
  extras: { close(): Promise<void> } | undefined,
): Promise<void> {
  const { http } = server;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  // A client that keeps its request open must not keep the process.
  const limit = setTimeout(() => http.closeAllConnections(), settings.shutdownSeconds * 1000);
  await closed;
  clearTimeout(limit);
  await extras?.close();
  await server.close();
}
