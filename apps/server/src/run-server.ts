import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createServer } from './composition/create-server.js';
import type { TesseraServer } from './composition/create-server.js';
import { startDevelopment } from './development/start-development.js';
import { closeGracefully } from './http/close-gracefully.js';
import type { MetricsSettings, ServerSettings } from './settings/server-settings.js';

/** A server that listens. */
export interface RunningServer {
  /** On this machine. */
  readonly url: string;
  readonly server: TesseraServer;
  /** Takes no new connections, lets requests under way finish, then closes storage. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Composes the server, listens and, in development, prepares the guide.
 * @param requests gets the lines of requests
 */
export async function runServer(settings: ServerSettings, log: Logger, requests = log): Promise<RunningServer> {
  const server = await createServer(settings, log, requests);
  const connections = closeGracefully(server.http);
  const stop = async (extras: { close(): Promise<void> } | undefined): Promise<void> => {
    await connections.close(settings.shutdownSeconds);
    await extras?.close();
    server.metrics?.close();
    server.metrics?.closeAllConnections();
    await server.close();
  };
  try {
    const url = await listen(server.http, settings);
    if (server.metrics) await listenForMetrics(server.metrics, settings.metrics, log);
    const extras = settings.profile === 'development' ? await startDevelopment(server, settings, url) : undefined;
    log.info({ url, profile: settings.profile }, 'listening');
    let stopping: Promise<void> | undefined;
    return { url, server, stop: () => (stopping ??= stop(extras)) };
  } catch (error) {
    server.http.close();
    server.http.closeAllConnections();
    server.metrics?.close();
    await server.close();
    throw error;
  }
}

function listenForMetrics(metrics: Server, { port, host }: MetricsSettings, log: Logger): Promise<void> {
  return new Promise((resolve, reject) => {
    metrics.once('error', (error) => {
      reject(new Error(`metrics cannot be served at ${host}:${port}; set TESSERA_METRICS_PORT`, { cause: error }));
    });
    metrics.listen(port, host, () => {
      log.info({ host, port }, 'serving metrics');
      resolve();
    });
  });
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
