import type { Answer } from '@tessera/core';
import type { Response } from 'express';

const JSON_TYPE = 'application/json; charset=utf-8';

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
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader('Content-Type', JSON_TYPE);
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

/** Writes an answer of the engine, `Retry-After` aside, with its headers as one list of names and values, which spares setting each. */
export function sendAtOnce(res: Response, headers: readonly string[], { status, body }: Answer): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  const own = ['Cache-Control', 'no-store', 'Content-Type', JSON_TYPE, 'Content-Length', length];
  res.writeHead(status, [...headers, ...own]);
  // As a string it goes out together with the head.
  res.end(text);
}
