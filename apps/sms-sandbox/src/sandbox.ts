import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { AccessTokens } from './access-tokens.js';
import { systemClock, systemDelay, type Delay, type SandboxClock } from './clock.js';
import { notFound, renderError } from './http-error.js';
import { Inbox, type SandboxMessage } from './inbox.js';
import { challengeRoute } from './routes/challenge.js';
import { inboxRoutes } from './routes/inbox-routes.js';
import { requireBearer, tokenRoute } from './routes/token.js';
import { verificationRoute } from './routes/verification.js';
import { Verifications } from './verifications.js';

/** The port of the guide. */
export const DEFAULT_PORT = 4000;

export interface SmsSandboxOptions {
  readonly clock?: SandboxClock;
  /** How slow destinations wait. */
  readonly delay?: Delay;
  /** Codes kept at a time (10,000); the oldest make room. */
  readonly maxVerifications?: number;
  /** Messages kept at a time (200); the oldest make room. */
  readonly maxMessages?: number;
  /** Where `NODE_ENV` and `TESSERA_PROFILE` are read from; `process.env` by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A running, or not yet running, sandbox. */
export interface SmsSandbox {
  readonly app: Express;
  /** Messages "sent" so far, newest first. */
  messages(): readonly SandboxMessage[];
  /** Listens on the loopback address alone; port 0 takes a free one. Rejects when the port is taken. */
  listen(port?: number): Promise<{ readonly port: number; readonly url: string }>;
  /** Stops listening and drops open connections, those of destinations that never answer included. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes a stand-in for an external SMS and e-mail verification service. For development and tests only: its answers contain the codes.
 * @throws Error when `NODE_ENV` or `TESSERA_PROFILE` is `production`
 */
export function createSmsSandbox(options: SmsSandboxOptions = {}): SmsSandbox {
  refuseProduction(options.environment ?? process.env);
  const clock = options.clock ?? systemClock;
  const inbox = new Inbox(clock, options.maxMessages ?? 200);
  const verifications = new Verifications(clock, options.maxVerifications ?? 10_000);
  const app = createApp({ clock, inbox, verifications, delay: options.delay ?? systemDelay });
  let server: Server | undefined;
  return {
    app,
    messages: () => inbox.list(),
    listen: async (port = DEFAULT_PORT) => {
      if (server !== undefined) throw new Error('The sandbox is listening already');
      server = createServer(app);
      try {
        return await listenOnLoopback(server, port);
      } catch (error) {
        server = undefined;
        throw error;
      }
    },
    close: async () => {
      const closing = server;
      server = undefined;
      if (closing !== undefined) await closeServer(closing);
    },
  };
}

interface AppContext {
  readonly clock: SandboxClock;
  readonly inbox: Inbox;
  readonly verifications: Verifications;
  readonly delay: Delay;
}

function createApp({ clock, ...context }: AppContext): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  const tokens = new AccessTokens(clock);
  const json = [requireBearer(tokens), express.json({ limit: '16kb' })];
  app.get('/health/live', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.post('/token', express.urlencoded({ extended: false, limit: '16kb' }), tokenRoute(tokens));
  // The second path of each is the one that the reference on SMS authentication uses.
  app.post(['/sms-authentication-challenge', '/challenge'], json, challengeRoute('sms', context));
  app.post(['/sms-authentication', '/verify'], json, verificationRoute('sms', context));
  app.post('/email-authentication-challenge', json, challengeRoute('email', context));
  app.post('/email-authentication', json, verificationRoute('email', context));
  app.use(inboxRoutes(context.inbox), notFound, renderError);
  return app;
}

function refuseProduction(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['NODE_ENV', 'TESSERA_PROFILE']) {
    if (environment[name] === 'production') {
      throw new Error(`The SMS sandbox gives codes away and does not run with ${name}=production`);
    }
  }
}

function listenOnLoopback(server: Server, port: number): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const actual = (server.address() as AddressInfo).port;
      resolve({ port: actual, url: `http://127.0.0.1:${String(actual)}` });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
