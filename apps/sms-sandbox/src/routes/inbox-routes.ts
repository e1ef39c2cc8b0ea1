import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';
import { HttpError } from '../http-error.js';
import type { Inbox } from '../inbox.js';
import { SCENARIOS } from '../scenarios.js';

const PUBLIC_FOLDER = fileURLToPath(new URL('../../public', import.meta.url));
const OWN_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]', 'host.docker.internal']);

// Codes can be read here. A foreign page that points its own name at the loopback address must not get them.
const requireOwnHost: RequestHandler = (req, _res, next) => {
  const host = (req.headers.host ?? '').replace(/:\d+$/, '');
  if (!OWN_HOSTS.has(host)) {
    throw new HttpError({ status: 403, error: 'access_denied', description: 'Host is not allowed' });
  }
  next();
};

const hardenPage: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  next();
};

/** The page with the messages, and the calls it makes. */
export function inboxRoutes(inbox: Inbox): Router {
  const router = express.Router();
  router.use(requireOwnHost, hardenPage);
  router.get('/messages', (_req, res) => {
    res.json({ messages: inbox.list() });
  });
  router.delete('/messages', (_req, res) => {
    inbox.clear();
    res.status(204).end();
  });
  router.get('/scenarios', (_req, res) => {
    res.json({
      scenarios: SCENARIOS.map(({ ending, mailbox, step, description }) => ({ ending, mailbox, step, description })),
    });
  });
  router.use(express.static(PUBLIC_FOLDER, { cacheControl: false, etag: false, redirect: false }));
  return router;
}
