import type { Answer } from '@tessera/core';
import type { Response } from 'express';

/** Writes an answer of the engine: status, JSON, `Retry-After`, never cached. */
export function sendAnswer(res: Response, answer: Answer): void {
  if (answer.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(answer.retryAfterSeconds));
  sendJson(res, answer.status, answer.body);
}

/** Writes JSON that no cache may keep. */
export function sendJson(res: Response, status: number, body: unknown): void {
  res.setHeader('Cache-Control', 'no-store');
  // What `res.json` would do for these methods; it costs twice as much, for settings that this application does not use.
  const isRead = res.req.method === 'GET' || res.req.method === 'HEAD';
  // Where `json` is the response's own, somebody listens: the audit trail.
  if (isRead || Object.hasOwn(res, 'json')) return void res.status(status).json(body);
  const text = Buffer.from(JSON.stringify(body), 'utf8');
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', text.length);
  res.end(text);
}
